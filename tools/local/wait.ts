import { connect } from 'node:net';

/** Asks again and again until the answer is yes; false when it was not within the time, or was told to give up. */
export async function until(check: () => Promise<boolean>, withinS: number, signal?: AbortSignal): Promise<boolean> {
  const end = Date.now() + withinS * 1000;
  while (!signal?.aborted && Date.now() < end) {
    if (await check().catch(() => false)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Whether an HTTP address answers with success. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
  await response.arrayBuffer();
  return response.ok;
}

/** Sends a line to a port of this machine and gives back the first that it says. */
export function ask(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(line));
    socket.setTimeout(1000, () => socket.destroy(new Error('no answer')));
    socket.once('data', (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('no answer')));
  });
}
