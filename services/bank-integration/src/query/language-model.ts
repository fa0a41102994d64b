import type { Role } from '@florin/contracts';

/** A tool as a model is told of it. */
export interface Offered {
  readonly name: string;
  readonly description: string;
  readonly input: object;
}

/** What a model may know before it chooses: whose words these are, and the own accounts without any text of theirs. */
export interface Question {
  readonly text: string;
  readonly roles: readonly Role[];
  readonly accounts: readonly { readonly account_id: string; readonly type: string; readonly currency: string }[];
  /** The UTC day on which it is asked, for questions about days and months. */
  readonly today: string;
}

export interface Choice {
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
}

/** What a tool answered. */
export interface Heard extends Choice {
  readonly success: boolean;
  readonly result: Readonly<Record<string, unknown>> | null;
}

/**
 * Turns words into calls of tools, and their answers into words. It chooses once, before any entry is read; what it
 * says afterwards is text and nothing else.
 */
export interface LanguageModel {
  readonly name: string;
  choose(question: Question, tools: readonly Offered[]): Promise<readonly Choice[]>;
  phrase(question: Question, heard: readonly Heard[]): Promise<string>;
}

/** Provider token of the model. */
export const LANGUAGE_MODEL = Symbol('florin.language-model');
