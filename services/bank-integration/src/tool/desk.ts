import type { Role, Scope } from '@florin/contracts';
import type { Brought } from '../delegation/delegation.js';
import type { Right, ToolName } from './tool.js';

/** Who calls a tool, as the token said. The token itself goes to the delegation and nowhere else. */
export interface Asker extends Brought {
  readonly userId: string;
  readonly tenantId: string;
  readonly roles: Role[];
  readonly clientId?: string;
}

/** One call of a tool, permitted and with arguments that fit. */
export interface Errand {
  readonly asker: Asker;
  readonly right: Right;
  readonly given: Readonly<Record<string, unknown>>;
}

export type Done = Readonly<Record<string, unknown>>;

/** Does the work of some of the tools. */
export interface Desk {
  readonly deeds: Partial<Readonly<Record<ToolName, (errand: Errand) => Promise<Done>>>>;
}

/** Who calls a tool, with what scopes, from where. */
export interface ToolCaller extends Asker {
  readonly scopes: Scope[];
}

/** Why a tool did not do what was asked, in words that may leave the bank. */
export interface ToolError {
  readonly code: string;
  readonly message: string;
  readonly [member: string]: unknown;
}

export type Outcome =
  | { readonly success: true; readonly result: Done; readonly error: null; readonly executionTimeMs: number }
  | { readonly success: false; readonly result: null; readonly error: ToolError; readonly executionTimeMs: number };
