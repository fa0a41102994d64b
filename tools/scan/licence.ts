/** Licences that let anybody run, change and pass on the bank, and ask for no more than their text beside it. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
]);

/** What is only at work while the bank is built and tested, and is not passed on, may also be under these. */
const allowedBeside = new Set(['CC-BY-4.0', 'CC0-1.0']);

/** Old spellings of names that SPDX writes in another way. */
const spellings: Readonly<Record<string, string>> = { 'MIT/X11': 'MIT' };

/** Packages that name no licence where one looks for it: what their own files say. */
const told: Readonly<Record<string, string>> = {
  'passport-strategy': 'MIT',
  pause: 'MIT',
  'png-js': 'MIT',
};

/** The licence of a package as an SPDX expression; undefined when nothing is known. */
export function licenceOf(name: string, declared: string | undefined): string | undefined {
  if (declared === undefined) return told[name];
  const plain = declared.replaceAll(/\bor\b/g, 'OR').replaceAll(/\band\b/g, 'AND').replaceAll(/^\((.*)\)$/g, '$1');
  return spellings[plain] ?? plain;
}

/** Whether an expression of `OR` and `AND` without parentheses can be kept; `AND` binds stronger. */
export function mayUse(expression: string | undefined, isPassedOn: boolean): boolean {
  const isGood = (one: string): boolean => allowed.has(one) || (!isPassedOn && allowedBeside.has(one));
  if (expression === undefined) return false;
  return expression.split(' OR ').some((choice) => choice.split(' AND ').every(isGood));
}
