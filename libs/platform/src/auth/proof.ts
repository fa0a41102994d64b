import { hash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWTPayload } from 'jose';

/** How proofs of possession may be signed (RFC 9449). */
export const PROOF_ALGORITHMS = ['ES256', 'EdDSA', 'PS256'];

/** A proof is for now: one older, or from further ahead, is refused. */
const PROOF_AGE_S = 60;
/** A used proof is remembered for longer than one can be good. */
export const PROOF_KEPT_S = 2 * PROOF_AGE_S + 10;
const LENGTH_MOST = 4096;

/** What a proof was made for. */
export interface Proved {
  readonly method: string;
  /** The addresses that mean this route, without query. */
  readonly urls: readonly string[];
  readonly token: string;
  /** The thumbprint of the key that the token is bound to. */
  readonly boundTo: string;
  readonly nowMs: number;
}

/** The name by which a good proof is used up; undefined when it is not good for this request, token and key. */
export async function proofName(proof: unknown, of: Proved): Promise<string | undefined> {
  if (typeof proof !== 'string' || proof.length > LENGTH_MOST) return undefined;
  try {
    const options = { algorithms: PROOF_ALGORITHMS, typ: 'dpop+jwt' };
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    const thumbprint = protectedHeader.jwk && (await calculateJwkThumbprint(protectedHeader.jwk));
    if (thumbprint !== of.boundTo || !fits(payload, of)) return undefined;
    return hash('sha256', `${thumbprint} ${payload.jti}`, 'base64url');
  } catch {
    return undefined;
  }
}

function fits({ htm, htu, ath, iat, jti }: JWTPayload, of: Proved): boolean {
  if (typeof jti !== 'string' || jti === '' || typeof iat !== 'number') return false;
  if (Math.abs(of.nowMs / 1000 - iat) > PROOF_AGE_S) return false;
  if (htm !== of.method || ath !== hash('sha256', of.token, 'base64url')) return false;
  const url = typeof htu === 'string' ? bare(htu) : undefined;
  return url !== undefined && of.urls.some((one) => bare(one) === url);
}

function bare(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.search = '';
  url.hash = '';
  return url.href;
}
