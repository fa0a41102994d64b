import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** One value in DER: its tag, its length in as few bytes as it needs (browsers insist), and what it holds. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const ECDSA_WITH_SHA256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ALTERNATIVE_NAME = Buffer.from('0603551d11', 'hex');

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

const timeOf = (at: Date): Buffer =>
  der(0x17, Buffer.from(`${at.toISOString().replaceAll(/[-:T]|\..*/g, '').slice(2)}Z`));

/** A certificate for a host that is signed by itself, and its key: good for a day, for trying TLS. */
export function aCertificate(now: Date, host = 'localhost'): { certificate: string; key: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(host)))));
  const day = sequence(timeOf(new Date(now.getTime() - 3_600_000)), timeOf(new Date(now.getTime() + 86_400_000)));
  const hosts = der(0x04, sequence(der(0x82, Buffer.from(host))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    name,
    day,
    name,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(ALTERNATIVE_NAME, hosts))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, pair.privateKey));
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { certificate: pem('CERTIFICATE', sequence(body, ECDSA_WITH_SHA256, signature)), key };
}
