import { faultsOf } from '@florin/contracts';
import type { Caller } from '../auth/index.js';
import { inTrace, newTrace } from '../telemetry/index.js';
import { auditOf, originOf, personAt, strangerAt, theBank, theOperator } from './audit.js';

const TENANT = '01900000-0000-7000-8000-000000000001';
const USER = '01900000-0000-7000-8000-00000000000a';

const caller: Caller = {
  userId: USER, tenantId: TENANT, roles: ['agent'], scopes: [], sessionId: 's1', tokenId: 'j1', clientId: 'florin',
  generation: 1, issuedAt: 0, expiresAt: 300, token: 'secret',
};

it('says who did what to what, by which program, from where, in which request', () => {
  const row = inTrace(newTrace(null, 'request-1'), () =>
    auditOf(originOf({ ip: '192.0.2.1', caller }), {
      tenant: TENANT,
      action: 'account.freeze',
      object: { kind: 'account', id: USER },
      reason: 'reported stolen',
      at: new Date(0),
    }),
  );
  expect(row).toMatchObject({ topic: 'audit.events', key: TENANT, tenant: TENANT, type: 'audit.recorded.v1' });
  expect(JSON.parse(row.payload)).toEqual({
    actor: { kind: 'user', id: USER, roles: ['agent'] },
    client: 'florin',
    session_id: 's1',
    action: 'account.freeze',
    object: { kind: 'account', id: USER },
    outcome: 'done',
    reason: 'reported stolen',
    address: '192.0.2.1',
    request_id: 'request-1',
    details: {},
    at: '1970-01-01T00:00:00.000Z',
  });
});

it.each([
  ['a caller', originOf({ ip: '192.0.2.1', caller })],
  ['a stranger', strangerAt('192.0.2.1')],
  ['a person who logs in', personAt(null, { id: USER, roles: ['customer'] })],
  ['the bank itself', theBank],
  ['the operator', theOperator],
])('follows its schema for %s', (_who, origin) => {
  const { payload } = auditOf(origin, { tenant: TENANT, action: 'transfer.decide', details: { rule: 'limit' } });
  expect(faultsOf('audit.recorded.v1', JSON.parse(payload))).toEqual([]);
});
