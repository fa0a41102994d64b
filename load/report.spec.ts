import { Findings } from './findings.ts';
import { plans } from './plan.ts';
import { report } from './report.ts';

const about = {
  date: '2026-01-31',
  command: 'npm run bench',
  machine: ['two cores'],
  accounts: 100,
  customers: 4,
  plan: plans.full,
  baseline: [1_000, 3_000, 2_000],
  seconds: 300,
};

describe('the page of a run', () => {
  it('says plainly what was missed and what was not measured', () => {
    const findings = new Findings();
    findings.judge('P1 at its best', '≥ 0.65 × B1', '0.41 × B1', false);
    findings.gaps.push('P2: there is no bulk');
    const page = report(findings, about);
    expect(page).toContain('0 met, 1 missed, 1 not measured.');
    expect(page).toContain('| P1 at its best | ≥ 0.65 × B1 | 0.41 × B1 | **missed** |');
    expect(page).toContain('- Not measured: P2: there is no bulk');
  });

  it('shows the middle of B1 and how far it moved', () => {
    expect(report(new Findings(), about)).toContain('| B1 | 16 connections, 3 runs, 1,000–3,000 | 2,000 | 1 |');
  });

  it('adds up the CPU of the bank without the client', () => {
    const findings = new Findings();
    findings.costs.push({ load: '64 connections', microsecondsEach: { nginx: 40, account: 100, client: 60 } });
    expect(report(findings, about)).toContain('| 64 connections | 100 | 40 | **140** | 60 |');
  });

  it('shows wrong books, and marks a trial as one', () => {
    const findings = new Findings();
    findings.books.push({ after: 'P4', right: false, said: 'the two sides DIFFER' });
    const page = report(findings, { ...about, plan: plans.quick });
    expect(page).toContain('| P4 | **WRONG** | the two sides DIFFER |');
    expect(page).toContain('not to be quoted');
  });
});
