import type { Chance } from './chance.ts';
import { anyDeed, counterDeed, type Account, type Actor, type Deed } from './deed.ts';
import { wordOf, type Answer, type Door } from './door.ts';

const ACTORS = 6;
const ACCOUNTS_EACH = 2;
const OPENING_CENTS = 100_000n;
const WORKERS = 12;
/** How long a client asks again before it says that the bank has lost it. */
const PATIENCE_MS = 120_000;
/** Of what is decided, this share is asked once more: it must be answered as before. */
const REPEATED_PERCENT = 5;

function must(answer: Answer, what: string): Answer['body'] {
  if (answer.status === 201) return answer.body;
  throw new Error(`${what} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** New customers with money, and the deposits that brought it. */
export async function actorsOf(door: Door, chance: Chance): Promise<{ actors: Actor[]; deeds: Deed[] }> {
  const actors = await Promise.all(Array.from({ length: ACTORS }, () => anActor(door, chance.id(), chance)));
  const deeds = actors.flatMap((actor) =>
    actor.accounts.map((account) => counterDeed(actor, account, OPENING_CENTS, chance)),
  );
  await Promise.all(deeds.map((deed) => settle(door, deed)));
  return { actors, deeds };
}

async function anActor(door: Door, name: string, chance: Chance): Promise<Actor> {
  const end = Date.now() + PATIENCE_MS;
  const password = 'plum-orchard-77-lantern';
  const body = { email: `${name}@example.com`, password, full_name: 'Tor Tester' };
  const ask = { key: chance.id(), body };
  const registered = must(await door.insist('POST', '/v1/auth/register', ask, end), 'a registration');
  const token = String(registered.access_token);
  const accounts: Account[] = [];
  while (accounts.length < ACCOUNTS_EACH) {
    const opening = { token, key: chance.id(), body: { currency: 'USD' } };
    const opened = must(await door.insist('POST', '/v1/accounts', opening, end), 'an account');
    accounts.push({ id: String(opened.id), number: String(opened.number) });
  }
  return { userId: String((registered.user as { id: string }).id), token, accounts };
}

/** Asks until the deed is decided, and writes down every answer that says something. */
export async function settle(door: Door, deed: Deed): Promise<void> {
  const { actor, key, path, body, waitS, said } = deed;
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const word = wordOf(await door.insist('POST', path, { token: actor.token, key, body, waitS }, end));
    said.push(word);
    if (word.status !== 202) return;
    if (Date.now() > end) throw new Error(`${path} with key ${key} was accepted as ${word.id} and never decided`);
  }
}

/** Many clients at once, each doing one deed after the other, as long as the load goes on. */
export async function load(
  door: Door,
  actors: readonly Actor[],
  seeds: () => Chance,
  goesOn: () => boolean,
  workers = WORKERS,
): Promise<Deed[]> {
  const deeds: Deed[] = [];
  const worker = async (chance: Chance): Promise<void> => {
    while (goesOn()) {
      const deed = anyDeed(actors, chance);
      deeds.push(deed);
      // Now and then the same request comes twice at once.
      if (chance.percent(REPEATED_PERCENT)) await Promise.all([settle(door, deed), settle(door, deed)]);
      else await settle(door, deed);
      if (chance.percent(REPEATED_PERCENT)) await settle(door, deed);
    }
  };
  await Promise.all(Array.from({ length: workers }, () => worker(seeds())));
  return deeds;
}
