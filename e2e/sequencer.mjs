import Sequencer from '@jest/test-sequencer';

/** By name, but the books come last. */
export default class BooksLast extends Sequencer {
  sort(tests) {
    const key = ({ path }) => `${path.includes('books.e2e') ? 1 : 0}${path}`;
    return [...tests].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  }
}
