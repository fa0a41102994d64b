import { Timer } from '@florin/platform/timer';
import { Injectable } from '@nestjs/common';
import { CallbackService } from './callback.service.js';

/** Hears callbacks that a crash or a fault of the database has left unheard. */
@Injectable()
export class CallbackTimer extends Timer {
  constructor(callbacks: CallbackService) {
    super({ everyMs: 2_000, work: () => callbacks.hear(), failed: 'callbacks could not be heard' });
  }
}
