// More than the bank can do: set RATE to twice its maximum (6,000 per second). What it cannot do it refuses at the
// door with 429 or 503; nobody gets an answer of another kind, and what it accepts it finishes.
import { anyPair, arriving, duration, makeBank, rate, transfer } from './bank.js';

export const options = {
  scenarios: { transfers: arriving(rate(6000), duration('30s'), { maxVUs: 3000 }) },
  thresholds: {
    answers_strange: ['rate==0'],
    transfers_completed: ['rate>0'],
    'http_req_duration{name:transfer}': ['p(99)<10000'],
  },
};

export const setup = () => makeBank();

export default function pay(bank) {
  transfer(anyPair(bank));
}
