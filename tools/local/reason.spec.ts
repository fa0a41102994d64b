import { reasonOf } from './reason.ts';

describe('the reason of a failure', () => {
  it('is the first complaint', () => {
    expect(reasonOf('starting\nerror: the disk is full\nerror: giving up\nbye\n')).toBe('error: the disk is full');
  });

  it('is read out of a line of JSON', () => {
    const line = JSON.stringify({ level: 50, msg: 'auth cannot go on', err: { message: 'PORT must be a number' } });
    expect(reasonOf(`${line}\n`)).toBe('auth cannot go on: PORT must be a number');
  });

  it('is the last line where nobody complains, and says so where nobody speaks', () => {
    expect(reasonOf('one\ntwo\n\n')).toBe('two');
    expect(reasonOf('')).toBe('it said nothing');
  });

  it('is no line of a stack', () => {
    expect(reasonOf('node:internal/modules:1\n  throw err;\n  ^\nError: no such file\n    at refused (x.js:1)\n')).toBe(
      'Error: no such file',
    );
  });
});
