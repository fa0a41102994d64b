import type { Choice, Offered } from './language-model.js';
import { isTool, toolsOf, tools } from '../tool/tool.js';
import type { Role } from '@florin/contracts';

/** More calls than these answer no question. */
export const CHOICES_MOST = 5;
const ANSWER_LENGTH_MOST = 4_000;

/** What a model may choose from: what the role may use and what changes nothing. */
export function offeredTo(roles: readonly Role[]): Offered[] {
  return toolsOf(roles)
    .filter((name) => tools[name].readOnly)
    .map((name) => ({ name, description: tools[name].description, input: tools[name].input }));
}

/** A model's choices as far as they were on offer. Whatever else it says is not heard. */
export function heeded(choices: unknown, offered: readonly Offered[]): Choice[] {
  if (!Array.isArray(choices)) return [];
  return choices
    .filter((choice: Partial<Choice> | null) => {
      const name = choice?.tool;
      return isTool(name) && tools[name].readOnly && offered.some((one) => one.name === name);
    })
    .map(({ tool, given }: Choice) => ({ tool, given: typeof given === 'object' && given !== null ? given : {} }))
    .slice(0, CHOICES_MOST);
}

/** A model's words as plain text of a length that fits an answer. */
export function wordsOf(said: unknown): string {
  if (typeof said !== 'string') return '';
  return said.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trim().slice(0, ANSWER_LENGTH_MOST);
}
