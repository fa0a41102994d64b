import { createServer, type AddressInfo, type Server } from 'node:net';
import { eventually } from '@florin/testing';
import type { Config } from '../config.js';
import { MailService } from './mail.service.js';

/** As much of a mail server as a letter needs; it turns the first tries away. */
class Postbox {
  readonly letters: string[] = [];
  private turnedAway = 0;

  private constructor(private readonly server: Server) {}

  static async open(turnAway: number): Promise<Postbox> {
    const server = createServer();
    const box = new Postbox(server);
    server.on('connection', (socket) => {
      let letter: string | undefined;
      socket.setEncoding('utf8').write('220 postbox\r\n');
      socket.on('error', () => undefined).on('data', (text: string) => {
        if (letter !== undefined) {
          letter += text;
          if (!letter.endsWith('\r\n.\r\n')) return;
          box.letters.push(letter);
          letter = undefined;
          socket.write('250 taken\r\n');
        } else if (text.startsWith('MAIL') && box.turnedAway < turnAway) {
          box.turnedAway += 1;
          socket.write('451 later\r\n');
        } else if (text.startsWith('DATA')) {
          letter = '';
          socket.write('354 go on\r\n');
        } else if (text.startsWith('QUIT')) socket.end('221 bye\r\n');
        else socket.write('250 fine\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return box;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }
}

it('brings a letter to a mail server, which may ask to try again', async () => {
  const box = await Postbox.open(1);
  const config = { MAIL_URL: box.url, MAIL_FROM: 'Florin <no-reply@bank.example>' } as Config;
  const mail = new MailService(config);
  mail.post({ to: 'ada@example.com', subject: 'Grüße', text: 'Dear Ada.\n.\nA dot alone.' });
  await eventually(() => expect(box.letters).toHaveLength(1), { within: 8_000 });
  const [letter] = box.letters;
  expect(letter).toContain('From: Florin <no-reply@bank.example>\r\nTo: ada@example.com\r\n');
  expect(letter).toContain('Dear Ada.\r\n..\r\nA dot alone.');
  await mail.beforeApplicationShutdown();
  box.close();
});

it('lets the service stop while a mail server cannot be reached', async () => {
  const config = { MAIL_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'bank@example.com' } as Config;
  const mail = new MailService(config);
  mail.post({ to: 'ada@example.com', subject: 's', text: 't' });
  await mail.beforeApplicationShutdown();
});
