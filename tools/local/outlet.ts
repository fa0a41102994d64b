/** What a runner in the background tells whoever started it. */
export type Word = { line: string } | { ready: string } | { failed: string };

/** Where a runner's words go: to its own output, and to the process that waits for it, as long as that listens. */
export const outlet = {
  line(line: string): void {
    console.log(line);
    tell({ line });
  },
  ready(page: string): void {
    console.log(page);
    tell({ ready: page });
  },
  failed(line: string): void {
    console.error(`\n${line}`);
    tell({ failed: line });
  },
};

function tell(word: Word): void {
  if (process.connected) process.send?.(word, () => {});
}
