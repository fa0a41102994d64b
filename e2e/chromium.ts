import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';
import { gateway, required } from './bank.ts';

// A real browser, for what only a browser does: it keeps cookies, tells from where a request comes, obeys policies.

/** Nothing of it leaves this machine: hosts named *.example are here, and there are no others. */
const alone = [
  '--disable-quic',
  '--disable-gpu',
  '--no-sandbox',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

/** A Chromium with an empty profile. Each of its contexts is a person's browser of its own. */
export function aChromium(...more: string[]): Promise<Browser> {
  const executablePath = required('CHROMIUM', 'the path of a Chromium');
  return chromium.launch({ executablePath, args: [...alone, ...more] });
}

/** A page of the bank whose scripts may speak to the bank; it has none of its own. */
export const OWN_PAGE = `${gateway}/docs/errors.md`;

/** What a script is told; undefined when the browser keeps the answer from it. */
export interface Told {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** A request by a script of the page. */
export function fetchIn(page: Page, url: string, init: object = {}): Promise<Told | undefined> {
  return page.evaluate(
    async ([to, how]) => {
      try {
        const answer = await fetch(to, how as RequestInit);
        const text = await answer.text();
        return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text };
      } catch {
        return undefined;
      }
    },
    [url, init] as const,
  );
}

/** A site of somebody else, under any name of *.example or localhost, with pages of one's own wording. */
export class ForeignSite {
  private readonly pages = new Map<string, string>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((asked, answer) => {
      const html = this.pages.get(asked.url?.split('?', 1)[0] ?? '') ?? '<title>Elsewhere</title><p>Welcome.';
      answer.setHeader('content-type', 'text/html').end(html);
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  at(host: string, path = '/'): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  put(path: string, html: string): void {
    this.pages.set(path, html);
  }
}

/** The violations of its policy that the browser tells of, as they come. */
export function violationsOf(page: Page): string[] {
  const told: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|violates/i.test(message.text())) told.push(message.text());
  });
  return told;
}
