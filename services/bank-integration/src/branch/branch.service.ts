import { Injectable } from '@nestjs/common';
import { branchesIn, type Branch } from './branch.js';
import { BranchRepository } from './branch.repository.js';

/** Finds the bank's branches. */
@Injectable()
export class BranchService {
  constructor(private readonly branches: BranchRepository) {}

  /** Fails with: validation_failed (on state). */
  find(state: string | undefined): readonly Branch[] {
    return branchesIn(this.branches.map(), state);
  }
}
