import { Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import { auditOf, AuditTrail, personAt } from '@florin/platform/audit';
import { Database, inTransaction } from '@florin/platform/database';
import type { ErrorCode } from '../errors.js';
import { PasswordService } from '../password/password.service.js';
import { UserRepository, type LoginRecord } from '../user/user.repository.js';
import { LockoutService } from './lockout.service.js';

/** Asks somebody who is logged in for the password again, before something that a stolen session must not do. */
@Injectable()
export class ProofService {
  constructor(
    private readonly database: Database,
    private readonly users: UserRepository,
    private readonly passwords: PasswordService,
    private readonly lockout: LockoutService,
    private readonly trail: AuditTrail,
  ) {}

  /** Fails with: invalid_credentials, too_many_attempts, overloaded. */
  async prove(
    { userId, tenantId }: { readonly userId: string; readonly tenantId: string },
    password: string,
    ip: string | null,
  ): Promise<LoginRecord> {
    const found = await inTransaction(this.database.engine, (tx) => this.users.findLogin(tx, tenantId, 'id', userId));
    const proven = await this.lockout.guard({ tenantId, login: userId, userId, ip }, async () => {
      if (await this.passwords.verify(found?.passwordHash, password)) return found;
      if (found) this.tellFailure(found, ip);
      return undefined;
    });
    if (!proven) throw new DomainError<ErrorCode>('invalid_credentials', 'The password is wrong.');
    return proven;
  }

  private tellFailure({ user }: LoginRecord, ip: string | null): void {
    const { id, roles, tenantId: tenant } = user;
    const deed = { tenant, action: 'password.show', object: { kind: 'user', id }, outcome: 'refused' } as const;
    this.trail.tell(auditOf(personAt(ip, { id, roles }), { ...deed, reason: 'wrong_password' }));
  }
}
