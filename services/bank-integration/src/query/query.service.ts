import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@florin/kernel';
import type { Origin } from '@florin/platform/audit';
import { log } from '@florin/platform/telemetry';
import type { Outcome, ToolCaller } from '../tool/desk.js';
import { ToolService } from '../tool/tool.service.js';
import { LANGUAGE_MODEL, type Choice, type LanguageModel, type Question } from './language-model.js';
import { heeded, offeredTo, wordsOf } from './query.js';

/** A call that a question led to. */
export interface Call {
  readonly choice: Choice;
  readonly outcome: Outcome;
}

export interface Reply {
  readonly answer: string;
  readonly model: string;
  readonly calls: readonly Call[];
}

/** Answers questions in plain words, with the caller's rights and with tools that change nothing. */
@Injectable()
export class QueryService {
  constructor(
    private readonly tools: ToolService,
    @Inject(LANGUAGE_MODEL) private readonly model: LanguageModel,
  ) {}

  get modelName(): string {
    return this.model.name;
  }

  /**
   * The tools are chosen first and once; only then are they called, and what they found goes to the model for words
   * alone. So no text of an entry, whoever wrote it, leads to a call.
   */
  async answer(caller: ToolCaller, origin: Origin, text: string): Promise<Reply> {
    const question = await this.questionOf(caller, origin, text);
    const offered = offeredTo(caller.roles);
    const choices = heeded(await this.model.choose(question, offered).catch(silent), offered);
    const calls: Call[] = [];
    for (const choice of choices) calls.push({ choice, outcome: await this.call(caller, origin, choice) });
    const heard = calls.map(({ choice, outcome }) => ({ ...choice, success: outcome.success, result: outcome.result }));
    const answer = wordsOf(await this.model.phrase(question, heard).catch(silent));
    return { answer, model: this.model.name, calls };
  }

  /** A scope that the token lacks is an answer here: the question stays allowed. */
  private async call(caller: ToolCaller, origin: Origin, choice: Choice): Promise<Outcome> {
    try {
      return await this.tools.call(caller, origin, choice.tool, choice.given);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const refusal = { ...error.extra, code: error.code, message: error.message };
      return { success: false, result: null, error: refusal, executionTimeMs: 0 };
    }
  }

  /** Ids and kinds of the own accounts; their names are the customer's words and stay out. */
  private async questionOf(caller: ToolCaller, origin: Origin, text: string): Promise<Question> {
    const about = { text, roles: caller.roles, today: new Date().toISOString().slice(0, 10) };
    const mayRead = caller.roles.includes('customer') && caller.scopes.includes('accounts:read');
    if (!mayRead) return { ...about, accounts: [] };
    const { result } = await this.tools.call(caller, origin, 'bank_balance', {});
    const found = (result?.['accounts'] as { account_id: string; type: string; currency: string }[] | undefined) ?? [];
    return { ...about, accounts: found.map(({ account_id, type, currency }) => ({ account_id, type, currency })) };
  }
}

function silent(error: unknown): undefined {
  log.warn({ err: error }, 'the language model failed');
  return undefined;
}
