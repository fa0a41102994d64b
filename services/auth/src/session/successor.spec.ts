import { deviceDigestOf, openSuccessor, sealSuccessor, successorOf } from './successor.js';

const device = { ip: '10.0.0.1', userAgent: 'Chromium' };
const now = new Date('2026-01-31T12:00:00.000Z');
const used = {
  sessionId: 's',
  expiresAt: now,
  consumedAt: new Date(now.getTime() - 10_000),
  successorSealed: sealSuccessor('next', 'old'),
  device: deviceDigestOf(device),
};

describe('the successor of a refresh token', () => {
  it('is opened by the old token alone', () => {
    expect(openSuccessor(used.successorSealed, 'old')).toBe('next');
    expect(() => openSuccessor(used.successorSealed, 'older')).toThrow();
    expect(used.successorSealed.toString('latin1')).not.toContain('next');
  });

  it('is told the same browser for ten seconds, and nobody else', () => {
    expect(successorOf(used, 'old', device, now)).toBe('next');
    expect(successorOf(used, 'old', device, new Date(now.getTime() + 1))).toBeUndefined();
    expect(successorOf(used, 'old', { ...device, userAgent: 'Firefox' }, now)).toBeUndefined();
    expect(successorOf(used, 'old', { ...device, ip: '10.0.0.2' }, now)).toBeUndefined();
    expect(successorOf({ ...used, successorSealed: null }, 'old', device, now)).toBeUndefined();
    expect(successorOf({ ...used, consumedAt: null }, 'old', device, now)).toBeUndefined();
  });
});
