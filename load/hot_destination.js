// Everything is paid into one account. RATE transfers per second (200).
import { anyPair, arriving, duration, makeBank, rate, transfer } from './bank.js';

export const options = {
  scenarios: { transfers: arriving(rate(200), duration('1m')) },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    transfers_completed_share: ['rate>0.999'],
    'http_req_duration{name:transfer}': ['p(99)<250'],
  },
};

export const setup = () => makeBank();

export default function pay(bank) {
  transfer(pairToOne(bank));
}

function pairToOne(bank) {
  const to = bank.customers[0].accounts[0];
  let pair = anyPair(bank);
  while (pair.from === to) pair = anyPair(bank);
  return { ...pair, to };
}
