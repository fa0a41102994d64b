import type { LoadedDemo } from '../demo/load.ts';
import type { Place } from './place.ts';

/** The last page of a start: where the bank is, who may log in, and what to try. */
export function page(url: string, { logins, tries }: LoadedDemo, place: Place, inBackground: boolean): string {
  const width = Math.max(0, ...logins.map(({ username }) => username.length));
  return [
    '',
    `  Florin is running: ${url}   The API, to read and to try: ${url}/docs`,
    '',
    '  Who may log in (user, password):',
    ...logins.map(({ username, password, who }) => `    ${username.padEnd(width)}  ${password}  ${who}`),
    '',
    '  Three commands to try:',
    ...tries.map((command) => `    ${command}`),
    '',
    `  Logs: ${place.folder}/logs   Stop: ${inBackground ? 'npm stop' : 'Ctrl-C'}   Forget everything: npm run reset`,
    '',
  ].join('\n');
}
