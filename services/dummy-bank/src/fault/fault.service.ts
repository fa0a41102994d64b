import { Injectable } from '@nestjs/common';
import { noFaults, type Faults } from './fault.js';

/** Remembers which faults were ordered; a restart forgets them. */
@Injectable()
export class FaultService {
  private ordered: Faults = noFaults;

  current(): Faults {
    return this.ordered;
  }

  order(faults: Faults): Faults {
    this.ordered = faults;
    return faults;
  }
}
