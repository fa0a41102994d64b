// A sudden crowd: calm, ten times as much at once up to RATE (1,500 per second), calm again.
import { anyPair, duration, makeBank, moving, rate, transfer } from './bank.js';

const calm = Math.ceil(rate(1500) / 10);
const stages = [
  { target: calm, duration: duration('20s') },
  { target: rate(1500), duration: '1s' },
  { target: rate(1500), duration: duration('20s') },
  { target: calm, duration: '1s' },
  { target: calm, duration: duration('20s') },
];

export const options = {
  scenarios: { transfers: moving(calm, stages) },
  thresholds: {
    answers_strange: ['rate==0'],
    transfers_completed_share: ['rate>0.9'],
    'http_req_duration{name:transfer}': ['p(99)<5000'],
  },
};

export const setup = () => makeBank();

export default function pay(bank) {
  transfer(anyPair(bank));
}
