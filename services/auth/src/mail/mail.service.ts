import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { newId } from '@florin/platform/database';
import { CONFIG, type Config } from '../config.js';
import type { Mail } from './mail.js';

/** Brings one letter on its way. */
interface Mailer {
  send(mail: Mail): Promise<unknown>;
}

const PATIENCE_MS = 10_000;
/** The pauses between the tries; whoever is still without a letter then has to ask again. */
const PAUSES_MS = [1_000, 5_000, 30_000];
/** A mail server that hangs must not fill the memory. */
const ON_THE_WAY_MOST = 500;

/** Hands letters to a mail server. */
class SmtpMailer implements Mailer {
  private readonly transport: ReturnType<typeof createTransport>;

  constructor(url: string, private readonly from: string) {
    const timeouts = { connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS };
    this.transport = createTransport({ url, ...timeouts });
  }

  send({ to, subject, text }: Mail): Promise<unknown> {
    return this.transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text });
  }
}

/** Lays letters into a folder, for a laptop: one file each, in the form in which they would travel. */
class FolderMailer implements Mailer {
  private readonly transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(private readonly folder: string, private readonly from: string) {}

  async send({ to, subject, text }: Mail): Promise<void> {
    const address = { name: '', address: to };
    const { message } = await this.transport.sendMail({ from: this.from, to: address, subject, text });
    const path = join(this.folder, `${newId()}.eml`);
    /* eslint-disable security/detect-non-literal-fs-filename -- a folder of the configuration, a name of our own */
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, message as Buffer, { mode: 0o600 });
    await rename(`${path}.part`, path);
    /* eslint-enable security/detect-non-literal-fs-filename */
  }
}

function mailerOf({ MAIL_URL: url, MAIL_FROM: from }: Config): Mailer | undefined {
  if (url === undefined) return undefined;
  return url.startsWith('file:') ? new FolderMailer(fileURLToPath(url), from) : new SmtpMailer(url, from);
}

/** Sends letters beside the work: nobody who waits for an answer can tell from the time whether there was one. */
@Injectable()
export class MailService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Mail');
  private readonly mailer: Mailer | undefined;
  private readonly onTheWay = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(@Inject(CONFIG) config: Config) {
    this.mailer = mailerOf(config);
  }

  /** Takes a letter; it is sent soon, and tried again for a while when it cannot be. */
  post(mail: Mail): void {
    if (!this.mailer) {
      this.logger.warn(`"${mail.subject}" is not sent: MAIL_URL is not set`);
    } else if (this.onTheWay.size >= ON_THE_WAY_MOST) {
      this.logger.error(`"${mail.subject}" is not sent: too many letters wait for the mail server`);
    } else {
      const sent = this.deliver(this.mailer, mail).finally(() => this.onTheWay.delete(sent));
      this.onTheWay.add(sent);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.onTheWay);
  }

  /** Never says to whom: an address is nobody's business in a log. */
  private async deliver(mailer: Mailer, mail: Mail): Promise<void> {
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      try {
        await mailer.send(mail);
        return;
      } catch (error) {
        const { code = 'unknown' } = error as { code?: string };
        this.logger.warn(`"${mail.subject}" could not be sent (${code})`);
      }
      if (pauseMs === undefined || !(await this.pause(pauseMs))) return;
    }
  }

  /** False when the service stops meanwhile. */
  private pause(ms: number): Promise<boolean> {
    const { signal } = this.closing;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(!signal.aborted), signal.aborted ? 0 : ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve(false)), { once: true });
    });
  }
}
