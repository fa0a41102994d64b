import { Id, OneOf, Optional, Text } from '@florin/platform/http';
import { TransferQuery } from '../transfer/transfer.dto.js';

export class AssignmentBody {
  @Id({ description: 'The account that it belongs on.' })
  account_id: string;

  @Text(255, { description: 'Why; kept on the record.', example: 'The customer showed the payment order' })
  reason: string;
}

/** The filters of the staff. */
export class OfficeQuery extends TransferQuery {
  @Optional()
  @OneOf(['suspense'], { description: 'Only transfers whose money waits for an owner.' })
  held_in?: 'suspense';
}
