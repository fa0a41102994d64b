import * as oauth from 'oauth4webapi';
import { anOauthBank, type OauthBank } from './oauth.builder.js';
import { clientNamed } from './oauth.js';

const PER_MINUTE = 30;
const ASKED = 60;

let bank: OauthBank;

beforeAll(async () => {
  bank = await anOauthBank({ USER_WRITES_PER_MIN: String(PER_MINUTE) });
}, 60_000);

afterAll(() => bank?.close(), 30_000);

type Machine = oauth.Client & { client_secret?: string };

const machine = {
  grant_types: ['client_credentials'], redirect_uris: [], token_endpoint_auth_method: 'client_secret_basic',
  roles: ['read_only'],
};

function credentials(client: Machine): Promise<Response> {
  const auth = oauth.ClientSecretBasic(client.client_secret!);
  const form = new URLSearchParams({ scope: 'office:read' });
  return oauth.clientCredentialsGrantRequest(bank.as, client, auth, form, bank.options);
}

it('gives one program exactly so many tokens a minute, also when it asks for all at once', async () => {
  const [busy, other] = [await bank.client(machine), await bank.client(machine)];
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: ASKED }, () => credentials(busy)));
  const grownBack = Math.floor((performance.now() - begun) / (60_000 / PER_MINUTE));
  const given = answers.filter((one) => one.status === 200).length;
  const refused = answers.filter((one) => one.status === 429);
  expect(given + refused.length).toBe(ASKED);
  expect(given).toBeGreaterThanOrEqual(PER_MINUTE);
  expect(given - grownBack).toBeLessThanOrEqual(PER_MINUTE);
  expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await refused[0]!.json()).toMatchObject({ status: 429, code: 'rate_limited' });
  expect((await credentials(other)).status).toBe(200);
});

it('knows a program by each way in which it says its name', () => {
  const assertion = `x.${Buffer.from('{"sub":"c"}').toString('base64url')}.x`;
  expect(clientNamed(`Basic ${Buffer.from('%61:b').toString('base64')}`, '')).toBe('a');
  expect(clientNamed(undefined, 'client_id=b')).toBe('b');
  expect(clientNamed(undefined, `client_assertion=${assertion}`)).toBe('c');
  expect([clientNamed(undefined, ''), clientNamed(undefined, 'client_assertion=x.y')]).toEqual([undefined, undefined]);
});
