// Does everything answer at all? One virtual user, half a minute; the limits as shipped will do.
import { check, sleep } from 'k6';
import { anyPair, duration, makeBank, readBalance, transfer } from './bank.js';

export const options = {
  vus: 1,
  duration: duration('30s'),
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate==0'],
    transfers_completed_share: ['rate==1'],
    'http_req_duration{name:transfer}': ['p(95)<500'],
    'http_req_duration{name:balance}': ['p(95)<250'],
  },
};

export const setup = () => makeBank();

export default function smoke(bank) {
  check(transfer(anyPair(bank)), { 'transfer is completed': (answer) => answer.json('status') === 'completed' });
  readBalance(bank);
  sleep(0.2);
}
