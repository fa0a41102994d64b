import { Injectable } from '@nestjs/common';
import { Timer } from '@florin/platform/timer';
import { RevocationService } from './revocation.service.js';

/** What an operator revokes is told by this: within the second that everything else is dead in, too. */
const EVERY_MS = 500;

/** Looks now and then for revocations that the deny list has not heard of. */
@Injectable()
export class RevocationTimer extends Timer {
  constructor(revocations: RevocationService) {
    const work = (): Promise<unknown> => revocations.settleOverdue();
    super({ everyMs: EVERY_MS, work, failed: 'revocations could not be told' });
  }
}
