import { DomainError } from '@florin/kernel';

/** What an admin may change while the bank runs. */
export interface Setting {
  readonly mcpServerUrl: string;
}

/** Hosts that an admin may name, and those of them that may lie in the private network. */
export interface AllowedHosts {
  readonly hosts: readonly string[];
  readonly privateHosts: readonly string[];
}

const refuse = (why: string): DomainError => new DomainError('url_not_allowed', why);

/**
 * An address as an admin has written it, as far as its text tells: http or https, a host of the list, no user, no
 * fragment. Whoever may write addresses could otherwise make the bank ask its own inside.
 * Fails with: url_not_allowed.
 */
export function readAddress(written: string, allowed: AllowedHosts): URL {
  if (!URL.canParse(written)) throw refuse('It is not an absolute address.');
  const url = new URL(written);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('Only http and https are allowed.');
  if (url.username !== '' || url.password !== '') throw refuse('An address carries no user and no password.');
  if (url.hash !== '') throw refuse('An address has no fragment.');
  // As it is written in the list: with its port where that is not the usual one.
  const isListed = [...allowed.hosts, ...allowed.privateHosts].includes(url.host);
  if (!isListed) throw refuse('The host is not on the list of allowed hosts.');
  return url;
}

/** The four bytes of an IPv4 address; undefined for anything else. */
function bytesOf(address: string): number[] | undefined {
  const bytes = address.split('.').map(Number);
  return /^[0-9.]+$/.test(address) && bytes.length === 4 && bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function isPrivateV4([a = 0, b = 0, c = 0]: number[]): boolean {
  return (
    a === 0 || a === 10 || a === 127 || a >= 224 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 192 && b === 0 && (c === 0 || c === 2)) ||
    (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
    (a === 203 && b === 0 && c === 113)
  );
}

/** Whether an address of the network is not one of the public internet: loopback, private, link-local, reserved. */
export function isPrivate(address: string): boolean {
  const v4 = bytesOf(address);
  if (v4) return isPrivateV4(v4);
  const text = address.toLowerCase().split('%')[0] ?? '';
  const mapped = /^::(?:ffff:)?([0-9.]+)$/.exec(text)?.[1];
  if (mapped !== undefined) return isPrivateV4(bytesOf(mapped) ?? [0]);
  // The rest of IPv6 that is public begins with 2 or 3; 2001:db8 is for books, 2002 wraps an IPv4 address.
  return !/^[23][0-9a-f]{3}:/.test(text) || /^(2001:0?db8|2001:0{0,3}:|2002|64:ff9b):?/.test(text);
}

/** Whether a host may have the addresses that its name stands for. Fails with: url_not_allowed. */
export function mustBeReachable(url: URL, addresses: readonly string[], { privateHosts }: AllowedHosts): void {
  if (addresses.length === 0) throw refuse('The host has no address.');
  if (privateHosts.includes(url.host)) return;
  if (addresses.some(isPrivate)) throw refuse('The host lies in a private network.');
}
