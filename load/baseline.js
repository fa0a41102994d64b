// An ordinary day: a fixed rate of transfers, and as many reads of balances. RATE is of each (100 per second).
import { anyPair, arriving, duration, makeBank, rate, readBalance, transfer } from './bank.js';

export const options = {
  scenarios: {
    transfers: arriving(rate(100), duration('2m'), { exec: 'pay' }),
    balances: arriving(rate(100), duration('2m'), { exec: 'look' }),
  },
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.001'],
    transfers_completed_share: ['rate>0.999'],
    dropped_iterations: ['count==0'],
    'http_req_duration{name:transfer}': ['p(99)<250'],
    'http_req_duration{name:balance}': ['p(99)<100'],
  },
};

export const setup = () => makeBank();
export const pay = (bank) => transfer(anyPair(bank));
export const look = readBalance;
