// Where does it begin to hurt? The rate of transfers climbs in steps up to RATE (2,000 per second).
import { anyPair, duration, makeBank, moving, rate, transfer } from './bank.js';

const steps = [0.25, 0.5, 0.75, 1].map((share) => ({
  target: Math.ceil(rate(2000) * share),
  duration: duration('30s'),
}));

export const options = {
  scenarios: { transfers: moving(50, steps) },
  thresholds: {
    answers_strange: ['rate==0'],
    transfers_completed_share: ['rate>0.95'],
    'http_req_duration{name:transfer}': ['p(95)<1000'],
  },
};

export const setup = () => makeBank();

export default function pay(bank) {
  transfer(anyPair(bank));
}
