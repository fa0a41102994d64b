import { Lane } from './lane.js';

const gate = (): { open: () => void; passed: Promise<void> } => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
};

describe('a lane', () => {
  it('makes one batch of what arrives while another is in flight', async () => {
    const { open, passed } = gate();
    const batches: number[][] = [];
    const lane = new Lane<number, number>(
      async (items) => {
        batches.push(items);
        if (batches.length === 1) await passed;
        return items.map((item) => item * 10);
      },
      { most: 100 },
    );
    const first = lane.add(1);
    await new Promise(setImmediate);
    const rest = [lane.add(2), lane.add(3)];
    open();
    expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('fails the items of a failed batch and no others', async () => {
    const lane = new Lane<string, string>(
      async (items) => {
        if (items.includes('bad')) throw new Error('bad batch');
        return items;
      },
      { most: 1 },
    );
    const results = await Promise.allSettled([lane.add('good'), lane.add('bad'), lane.add('fine')]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('refuses what waits behind a batch that hangs, and what comes then, but not the batch itself', async () => {
    const { open, passed } = gate();
    const lane = new Lane<number, number>(async (items) => passed.then(() => items), { most: 1, ageMostMs: 30 });
    const first = lane.add(1);
    await new Promise(setImmediate);
    await expect(lane.add(2)).rejects.toMatchObject({ code: 'overloaded' });
    expect(lane.depth).toBe(0);
    await expect(lane.add(3)).rejects.toMatchObject({ code: 'overloaded' });
    open();
    expect(await first).toBe(1);
    expect(await lane.add(4)).toBe(4);
  });

  it('refuses as overloaded what its queue cannot hold', async () => {
    const { open, passed } = gate();
    const lane = new Lane<number, number>(async (items) => passed.then(() => items), { most: 1, waitingMost: 2 });
    const accepted = [lane.add(1), lane.add(2)];
    await expect(lane.add(3)).rejects.toMatchObject({ code: 'overloaded' });
    open();
    expect(await Promise.all(accepted)).toEqual([1, 2]);
  });

  describe('that gathers', () => {
    const gathering = (mostMs: number) => {
      const seen = { worth: 3, batches: [] as number[][] };
      const run = (items: number[]): Promise<number[]> => (seen.batches.push(items), Promise.resolve(items));
      const lane = new Lane<number, number>(run, { most: 100, gather: { worth: () => seen.worth, mostMs } });
      return { seen, lane };
    };

    it('waits until there are as many as are worth a batch', async () => {
      const { seen, lane } = gathering(60_000);
      const all = [lane.add(1), lane.add(2)];
      await new Promise(setImmediate);
      expect(seen.batches).toEqual([]);
      expect(await Promise.all([...all, lane.add(3)])).toEqual([1, 2, 3]);
      expect(seen.batches).toEqual([[1, 2, 3]]);
    });

    it('begins when it is told that fewer are worth one', async () => {
      const { seen, lane } = gathering(60_000);
      const lone = lane.add(1);
      await new Promise(setImmediate);
      seen.worth = 1;
      lane.look();
      expect(await lone).toBe(1);
    });

    it('waits no longer than it may', async () => {
      const { seen, lane } = gathering(20);
      const begun = performance.now();
      expect(await Promise.all([lane.add(1), lane.add(2)])).toEqual([1, 2]);
      expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
      expect(seen.batches).toEqual([[1, 2]]);
      expect(await lane.add(3)).toBe(3);
    });

    it('never waits for more than a batch may hold', async () => {
      const run = (items: number[]): Promise<number[]> => Promise.resolve(items);
      const lane = new Lane(run, { most: 2, gather: { worth: () => 100, mostMs: 60_000 } });
      expect(await Promise.all([lane.add(1), lane.add(2)])).toEqual([1, 2]);
    });
  });
});
