import { Failure } from '../local/failure.ts';
import { Post, type Letter } from './post.ts';

const usage = `npm run letters                                   how many dead letters lie on which topic
npm run letters -- show TOPIC [ID]                what they say, and why they were given up
npm run letters -- replay TOPIC [ID]              sends them again, all or the one with this ce_id`;

type Say = (line: string) => void;

/** `npm run letters`: looks at the messages that a service could not use, and sends them again. */
export async function lettersCommand(brokers: string[], args: readonly string[], say: Say): Promise<void> {
  const [what = 'list', topic, id, ...more] = args;
  if (more.length > 0 || !['list', 'show', 'replay'].includes(what)) throw new Failure(usage);
  const post = new Post(brokers);
  await post.open();
  try {
    if (what === 'list') return await list(post, say);
    const letters = await chosen(post, topic, id);
    if (what === 'show') return letters.forEach((letter) => say(toldOf(letter)));
    await replay(post, letters, id === undefined, say);
  } finally {
    await post.close();
  }
}

async function list(post: Post, say: Say): Promise<void> {
  const piles = await post.piles();
  for (const { topic, count } of piles) if (count > 0) say(`${String(count).padStart(6)}  ${topic}`);
  const found = piles.some(({ count }) => count > 0);
  say(found ? 'Next: npm run letters -- show TOPIC' : 'There are no dead letters.');
}

async function chosen(post: Post, topic: string | undefined, id: string | undefined): Promise<Letter[]> {
  const known = (await post.piles()).map((pile) => pile.topic);
  const whole = topic?.endsWith('.dlq') ? topic : `${topic}.dlq`;
  if (topic === undefined || !known.includes(whole)) {
    throw new Failure(`Name one of ${known.map((name) => name.replace(/\.dlq$/, '')).join(', ')}.\n${usage}`);
  }
  const letters = await post.letters(whole);
  const found = id === undefined ? letters : letters.filter((letter) => header(letter, 'ce_id') === id);
  if (id !== undefined && found.length === 0) throw new Failure(`No letter on ${whole} has the ce_id ${id}.`);
  return found;
}

async function replay(post: Post, letters: readonly Letter[], all: boolean, say: Say): Promise<void> {
  if (letters.length === 0) return say('There is nothing to send again.');
  await post.replay(letters);
  const topic = letters[0]!.topic;
  // One out of the middle of a topic cannot be taken away.
  if (all) await post.remove(letters);
  const sent = `${letters.length === 1 ? '1 letter was' : `${letters.length} letters were`} sent again, as they came`;
  say(`${sent}${all ? ` and removed from ${topic}` : `; a copy stays on ${topic} until all are replayed`}.`);
  say('Who has already done what one says does not do it again. A letter whose fault is still there comes back with');
  say('one attempt more: npm run letters, in a few seconds. Then: npm run books.');
}

function toldOf(letter: Letter): string {
  const { partition, offset, message } = letter;
  const said = ['ce_type', 'ce_id', 'ce_tenantid', 'reason', 'service', 'attempts', 'traceparent'];
  const lines = said.map((name) => `  ${name.padEnd(12)} ${header(letter, name) ?? '–'}`);
  return [`${letter.topic} ${partition}:${offset}`, ...lines, `  ${message.value?.toString() ?? ''}`, ''].join('\n');
}

function header({ message }: Letter, name: string): string | undefined {
  const value = message.headers?.[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
}
