import { isPrivate, mustBeReachable, readAddress } from './setting.js';

const allowed = { hosts: ['tools.example', 'tools.example:8443'], privateHosts: ['localhost:8080'] };

describe('an address', () => {
  it.each([
    'https://tools.example/mcp', 'https://tools.example:8443/', 'https://TOOLS.example/mcp',
    'http://localhost:8080/mcp', 'https://tools.example:443/mcp',
  ])('%s is of the list', (written) => {
    expect(readAddress(written, allowed)).toBeInstanceOf(URL);
  });

  it.each([
    'tools.example', 'ftp://tools.example/', 'file:///etc/passwd', 'https://user:secret@tools.example/',
    'https://tools.example.evil.example/', 'https://evil.example/?tools.example', 'https://tools.example:22/',
    'http://localhost/', 'http://127.0.0.1:8080/', 'https://tools.example/#x', 'https://tools.example@evil.example/',
    'http://[::1]:8080/', 'javascript:alert(1)', '',
  ])('%s is not', (written) => {
    expect(() => readAddress(written, allowed)).toThrow(expect.objectContaining({ code: 'url_not_allowed' }));
  });

  it('lies in no private network, unless its host is listed as one that does', () => {
    const url = new URL('https://tools.example/');
    expect(() => mustBeReachable(url, ['8.8.8.8'], allowed)).not.toThrow();
    expect(() => mustBeReachable(url, ['8.8.8.8', '10.0.0.1'], allowed)).toThrow();
    expect(() => mustBeReachable(url, [], allowed)).toThrow();
    expect(() => mustBeReachable(new URL('http://localhost:8080/'), ['127.0.0.1'], allowed)).not.toThrow();
  });

  it.each([
    '127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0',
    '224.0.0.1', '255.255.255.255', '192.0.2.1', '198.51.100.1', '203.0.113.1', '::1', '::', 'fe80::1', 'fe80::1%eth0',
    'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', '2002:7f00:1::1',
    '64:ff9b::7f00:1', 'nonsense',
  ])('%s is private', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
    expect(isPrivate(address)).toBe(false);
  });
});
