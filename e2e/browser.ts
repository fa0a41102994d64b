import { gateway } from './bank.ts';

/** What a browser shows: the page, or where it was sent outside the bank. */
interface Shown {
  readonly url: string;
  readonly html: string;
  readonly left?: URL;
}

/** What a person's browser does at the pages of the OAuth server: keeps cookies, sends forms, follows redirects. */
export class Browser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  /** Logs in where it must, and allows what is asked; the address that the program is called back at. */
  async allow(url: URL, person: { email: string; password: string }): Promise<URL> {
    let shown = await this.get(url.href);
    if (shown.html.includes('name="password"')) {
      shown = await this.submit(shown.url, { login: person.email, password: person.password });
    }
    if (shown.html.includes('value="allow"')) shown = await this.submit(`${shown.url}/consent`, { decision: 'allow' });
    if (!shown.left) throw new Error(`the browser is stuck at ${shown.url}`);
    return shown.left;
  }

  private async get(url: string): Promise<Shown> {
    return this.follow(await this.send(url), url);
  }

  private async submit(url: string, form: Record<string, string>): Promise<Shown> {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      origin: gateway,
    };
    const body = new URLSearchParams(form).toString();
    return this.follow(await this.send(url, { method: 'POST', body, headers }), url);
  }

  private async send(
    url: string,
    options: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...this.cookies].filter(([, { path }]) => pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', cookie, ...options.headers };
    const answer = await fetch(url, { ...options, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) this.keep(line);
    return answer;
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, { value, path: /; path=([^;]+)/i.exec(line)?.[1] ?? '/' });
  }

  private async follow(answer: Response, from: string): Promise<Shown> {
    const html = await answer.text();
    const location = answer.headers.get('location');
    if (location === null) return { url: from, html };
    const to = new URL(location, from);
    return to.origin === new URL(gateway).origin ? this.get(to.href) : { url: from, html, left: to };
  }
}
