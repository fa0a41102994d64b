import { Injectable } from '@nestjs/common';
import { Timer } from '@florin/platform/timer';
import { EndingService } from './ending.service.js';

/** What could not be told when it happened is told by this: within the second that everything else is dead in, too. */
const EVERY_MS = 500;

/** Looks now and then for ended sessions that the deny list has not heard of. */
@Injectable()
export class SessionTimer extends Timer {
  constructor(ending: EndingService) {
    super({ everyMs: EVERY_MS, work: () => ending.denyOverdue(), failed: 'ended sessions could not be denied' });
  }
}
