import { Injectable } from '@nestjs/common';
import { Timer } from '@florin/platform/timer';
import { KeyService } from './key.service.js';
import { LOOK_EVERY_S } from './rotation.js';

/** Looks now and then whether the keys changed, and does what is due about them. */
@Injectable()
export class KeyTimer extends Timer {
  constructor(keys: KeyService) {
    const work = (): Promise<unknown> => keys.refresh(new Date());
    super({ everyMs: LOOK_EVERY_S * 1000, work, failed: 'the keys could not be looked at' });
  }
}
