import { ApiProperty } from '@nestjs/swagger';
import { Optional, Text } from '@florin/platform/http';

export class BranchQuery {
  @Optional()
  @Text(50, { description: 'Two letters or the whole name; all branches when it is left out.', example: 'MA' })
  state?: string;
}

/** A branch has no secrets: it is shown as it is kept. */
export class BranchView {
  @ApiProperty({ type: String, example: 'boston-harbor' })
  id: string;

  @ApiProperty({ type: String, example: 'Boston Harbor' })
  name: string;

  @ApiProperty({ type: String, example: '12 Harbor Street' })
  street: string;

  @ApiProperty({ type: String, example: 'Boston' })
  city: string;

  @ApiProperty({ type: String, example: 'MA' })
  state: string;

  @ApiProperty({ type: String, example: '02110' })
  postal_code: string;

  @ApiProperty({ type: String, example: '+16175550101' })
  phone: string;

  @ApiProperty({ type: String, example: 'Mon-Sat 09:00-18:00' })
  opening_hours: string;

  @ApiProperty({ type: [String], example: ['cash', 'advice'] })
  services: readonly string[];
}
