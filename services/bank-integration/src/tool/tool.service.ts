import { Injectable } from '@nestjs/common';
import { assert, DomainError, type ErrorTable } from '@florin/kernel';
import { auditOf, AuditTrail, type Origin } from '@florin/platform/audit';
import { commonErrors } from '@florin/platform/http';
import { log } from '@florin/platform/telemetry';
import { errors } from '../errors.js';
import { AccountDesk } from './account.desk.js';
import { CounterDesk } from './counter.desk.js';
import type { Asker, Desk, Done, Outcome, ToolCaller, ToolError } from './desk.js';
import { PortfolioDesk } from './portfolio.desk.js';
import { mustFit, permit, rightOf, tools, toolsOf, type Tool, type ToolName } from './tool.js';
import { TransferDesk } from './transfer.desk.js';

/** The tools of the bank, over whatever door they are asked for. */
@Injectable()
export class ToolService {
  private readonly desks: readonly Desk[];

  constructor(
    accounts: AccountDesk,
    counter: CounterDesk,
    portfolios: PortfolioDesk,
    transfers: TransferDesk,
    private readonly trail: AuditTrail,
  ) {
    this.desks = [accounts, counter, portfolios, transfers];
  }

  /** The tools of the caller's roles. */
  list({ roles }: Pick<Asker, 'roles'>): { name: ToolName; tool: Tool }[] {
    return toolsOf(roles).map((name) => ({ name, tool: tools[name] }));
  }

  /**
   * Calls a tool. Who may not hears it as a refusal; what the tool itself refuses is the outcome.
   * Fails with: unknown_tool, forbidden, insufficient_scope.
   */
  async call(caller: ToolCaller, origin: Origin, asked: string, given: unknown): Promise<Outcome> {
    const name = this.permitted(caller, origin, asked);
    const begun = performance.now();
    const lasted = (): number => Math.round((performance.now() - begun) * 10) / 10;
    try {
      const result = await this.work(name, caller, given);
      this.record(origin, caller, name, 'done');
      return { success: true, result, error: null, executionTimeMs: lasted() };
    } catch (error) {
      const told = toolErrorOf(error);
      this.record(origin, caller, name, 'failed', told.code);
      return { success: false, result: null, error: told, executionTimeMs: lasted() };
    }
  }

  /** Records a call that went no further than a door. */
  noteRefusal(origin: Origin, caller: Asker, asked: string, reason: string): void {
    this.record(origin, caller, asked.slice(0, 100), 'refused', reason);
  }

  private permitted(caller: ToolCaller, origin: Origin, asked: string): ToolName {
    try {
      return permit(asked, caller);
    } catch (error) {
      const reason = error instanceof DomainError ? error.code : 'internal_error';
      this.noteRefusal(origin, caller, asked, reason);
      throw error;
    }
  }

  private work(name: ToolName, asker: Asker, given: unknown): Promise<Done> {
    const deed = this.desks.map(({ deeds }) => deeds[name]).find((one) => one !== undefined);
    const right = rightOf(name, asker.roles);
    assert(deed && right, `the tool ${name} has a desk`);
    return deed({ asker, right, given: mustFit(name, given ?? {}) });
  }

  private record(
    origin: Origin,
    { tenantId }: Asker,
    tool: string,
    outcome: 'done' | 'refused' | 'failed',
    reason: string | null = null,
  ): void {
    const object = { kind: 'tool', id: tool };
    this.trail.tell(auditOf(origin, { tenant: tenantId, action: 'tool.call', object, outcome, reason }));
  }
}

/** A refusal keeps its code; a fault of ours is told as nothing but that, and logged. */
export function toolErrorOf(error: unknown): ToolError {
  const table: ErrorTable = { ...commonErrors, ...errors };
  if (error instanceof DomainError) {
    const row = table[error.code];
    const isOurs = row !== undefined && row.status >= 500;
    if (isOurs) return { code: error.code, message: row.title };
    return { ...error.extra, code: error.code, message: error.detail ?? row?.title ?? error.code };
  }
  log.error({ err: error }, 'a tool failed');
  return { code: 'internal_error', message: commonErrors.internal_error.title };
}
