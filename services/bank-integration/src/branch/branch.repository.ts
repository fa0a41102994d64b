import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { BranchMap } from './branch.js';

const DATA = new URL('../../data/branches.json', import.meta.url);

/** Where the bank's branches are, from their data file. */
@Injectable()
export class BranchRepository implements OnModuleInit {
  private held: BranchMap;

  async onModuleInit(): Promise<void> {
    // eslint-disable-next-line security/detect-non-literal-fs-filename -- a file of the source
    this.held = JSON.parse(await readFile(DATA, 'utf8')) as BranchMap;
  }

  map(): BranchMap {
    return this.held;
  }
}
