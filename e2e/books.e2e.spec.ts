import { anOfficer, must } from './bank.ts';

interface Verdict {
  readonly status: string;
  readonly postings: number;
  readonly findings: unknown[];
}

// The sequencer runs this file last: it judges what all the others have done.
describe('the books, after everything', () => {
  it('are right in every law', async () => {
    const admin = await anOfficer('admin');
    const verdict = must(await admin.get<Verdict>('/v1/admin/ledger/check'), 200);
    expect(verdict).toMatchObject({ status: 'ok', findings: [] });
    expect(verdict.postings).toBeGreaterThan(0);
  });
});
