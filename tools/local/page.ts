import type { Demo } from './demo.ts';
import type { Place } from './place.ts';

/** The last page of a start: where the bank is, who may log in, and what to try. */
export function page(url: string, demo: Demo | undefined, place: Place, inBackground: boolean): string {
  const logins = demo?.logins ?? [];
  const width = Math.max(0, ...logins.map(({ username }) => username.length));
  const people = logins.map(({ username, password, who }) => `    ${username.padEnd(width)}  ${password}  (${who})`);
  return [
    '',
    `  Florin is running: ${url}   the API, to read and try: ${url}/docs`,
    ...(people.length > 0 ? ['', '  Logins (user, password):', ...people] : []),
    '',
    '  Try:',
    ...tries(url, demo).map((command) => `    ${command}`),
    '',
    `  Logs: ${place.folder}/logs   ${inBackground ? 'Stop: npm stop' : 'Stop: Ctrl-C'}   Forget everything: npm run reset`,
    '',
  ].join('\n');
}

function tries(url: string, demo: Demo | undefined): string[] {
  if (demo && demo.tries.length > 0) return demo.tries;
  const someone = `'{"email":"'$(date +%s)'@example.com","password":"correct-horse-battery","full_name":"Ada Byron"}'`;
  const token = `TOKEN=$(curl -s ${url}/auth/register -H 'content-type: application/json' -d ${someone} | grep -o '"access_token":"[^"]*' | cut -d'"' -f4)`;
  return [
    token,
    `curl -s ${url}/accounts -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"currency":"USD"}'`,
    `curl -s ${url}/accounts -H "authorization: Bearer $TOKEN"`,
  ];
}
