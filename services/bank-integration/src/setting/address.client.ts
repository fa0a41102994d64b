import { lookup } from 'node:dns/promises';
import { request as askHttp } from 'node:http';
import { request as askHttps } from 'node:https';
import { isIP } from 'node:net';
import { DomainError } from '@florin/kernel';
import { mustBeReachable, type AllowedHosts } from './setting.js';

const ANSWER_MS = 3_000;

/** Looks at an address from here, at the very network address that was judged: a name may mean another one later. */
export class AddressClient {
  constructor(private readonly allowed: AllowedHosts) {}

  /** Asks once, follows no redirect, reads no body. Fails with: url_not_allowed. */
  async visit(url: URL): Promise<void> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const family = isIP(host);
    const found = family ? [{ address: host, family }] : await lookup(host, { all: true }).catch(() => []);
    mustBeReachable(url, found.map(({ address }) => address), this.allowed);
    const [pinned] = found;
    const status = await new Promise<number>((resolve, reject) => {
      const ask = url.protocol === 'https:' ? askHttps : askHttp;
      const request = ask(url, {
        method: 'HEAD',
        timeout: ANSWER_MS,
        signal: AbortSignal.timeout(ANSWER_MS),
        lookup: (_name, options, done) =>
          options.all
            ? done(null, [pinned!] as never)
            : (done as never as (error: null, address: string, family: number) => void)(
                null, pinned!.address, pinned!.family,
              ),
      });
      request.once('response', (answer) => {
        answer.destroy();
        resolve(answer.statusCode ?? 0);
      });
      request.once('error', reject);
      request.end();
    }).catch(() => 0);
    if (status === 0) throw new DomainError('url_not_allowed', 'Nobody answers there.');
    if (status >= 300 && status < 400) throw new DomainError('url_not_allowed', 'It leads elsewhere.');
  }
}
