import { Gate } from './gate.js';

const parked = (): { work: () => Promise<string>; finish: () => void } => {
  let finish = (): void => undefined;
  const end = new Promise<string>((resolve) => (finish = () => resolve('done')));
  return { work: () => end, finish };
};

it('lets as many in as it has slots, keeps a short queue, and refuses the rest before anything began', async () => {
  const gate = new Gate(1, 1);
  const first = parked();
  const one = gate.pass(first.work);
  let begun = false;
  const two = gate.pass(async () => {
    begun = true;
    return 'second';
  });
  await expect(gate.pass(async () => 'third')).rejects.toMatchObject({ code: 'overloaded' });
  expect(begun).toBe(false);
  first.finish();
  expect(await Promise.all([one, two])).toEqual(['done', 'second']);
});

it('gives the slot back when the work fails', async () => {
  const gate = new Gate(1, 0);
  await expect(gate.pass(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await gate.pass(async () => 'again')).toBe('again');
});
