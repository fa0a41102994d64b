import { emailChangedMail, passwordChangedMail, resetMail } from './mail.js';

describe('a letter', () => {
  it('carries the token of a reset, and says how long it is good', () => {
    const { to, text } = resetMail('ada@example.com', 'the-token', 30);
    expect([to, text.includes('Your token: the-token\n'), text.includes('30 minutes')]).toEqual([
      'ada@example.com', true, true,
    ]);
  });

  it('tells of a change, and no secret with it', () => {
    const letters = [passwordChangedMail('ada@example.com'), emailChangedMail('ada@example.com')];
    for (const { to, subject, text } of letters) {
      expect([to, subject.includes('changed'), /token/.test(text)]).toEqual(['ada@example.com', true, false]);
    }
  });
});
