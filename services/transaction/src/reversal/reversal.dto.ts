import { Amount, Optional, Text } from '@florin/platform/http';

export class ReversalBody {
  @Text(255, { description: 'Stands as the description on both accounts.', example: 'Paid twice' })
  reason: string;

  @Optional()
  @Amount({ description: 'A part; all that is left when it is left out.' })
  amount?: string | number;
}
