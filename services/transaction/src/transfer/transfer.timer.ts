import { Injectable } from '@nestjs/common';
import { Timer } from '@florin/platform/timer';
import { CourseService } from './course.service.js';

const EVERY_MS = 5_000;

/** Looks now and then for transfers that nobody has answered. */
@Injectable()
export class TransferTimer extends Timer {
  constructor(course: CourseService) {
    super({ everyMs: EVERY_MS, work: () => course.askAgain(new Date()), failed: 'could not ask again' });
  }
}
