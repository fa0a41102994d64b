import { Text } from '@florin/platform/http';

export class FreezeBody {
  @Text(255, { description: 'Why, for the record. The customer is not told.', example: 'Reported as stolen' })
  reason: string;
}
