// Everything is paid from one account. It holds 5,000.00: enough for half a million transfers.
// RATE transfers per second (200).
import { anyPair, arriving, duration, makeBank, rate, transfer } from './bank.js';

export const options = {
  scenarios: { transfers: arriving(rate(200), duration('1m')) },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    transfers_completed_share: ['rate>0.999'],
    'http_req_duration{name:transfer}': ['p(99)<250'],
  },
};

export const setup = () => makeBank('5000.00');

export default function pay(bank) {
  transfer(pairFromOne(bank));
}

function pairFromOne(bank) {
  const payer = bank.customers[0];
  const from = payer.accounts[0];
  let { to } = anyPair(bank);
  while (to === from) ({ to } = anyPair(bank));
  return { payer, from, to };
}
