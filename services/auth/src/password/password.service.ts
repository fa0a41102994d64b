import { availableParallelism } from 'node:os';
import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hash, verify, type Algorithm } from '@node-rs/argon2';
import { Gate } from './gate.js';
import { oneForm } from './password.js';

/** The library's enum has no value at run time: 2 is argon2id. */
const ARGON2ID = 2 as Algorithm;
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const COST_MARK = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;
/** About a second and a half of work for each slot. */
const WAITING_MOST = 64;

/** Hashes and checks passwords, never more of them at once than half of the cores can do. */
@Injectable()
export class PasswordService implements OnModuleInit {
  private readonly gate = new Gate(Math.max(1, Math.floor(availableParallelism() / 2)), WAITING_MOST);
  private nobody = '';

  async onModuleInit(): Promise<void> {
    this.nobody = await this.hash(randomBytes(32).toString('base64'));
  }

  /** Fails with: overloaded. */
  hash(password: string): Promise<string> {
    return this.gate.pass(() => hash(oneForm(password), COST));
  }

  /**
   * Without a hash it compares with nobody's, so that an unknown person costs what a known one does.
   * Fails with: overloaded.
   */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const equal = await this.gate.pass(() => verify(passwordHash ?? this.nobody, oneForm(password)));
    return equal && passwordHash !== undefined;
  }

  /** Whether the hash was made at another cost than today's. */
  isDated(passwordHash: string): boolean {
    return !passwordHash.startsWith(COST_MARK);
  }
}
