import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that takes everything. */
export type MailServer = { readonly port: number; readonly stop: () => Promise<void> };

/** Starts a mail server on a free port, which keeps each mail as a file of a folder. */
export const startMailServer = async (dir: string): Promise<MailServer> => {
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        keep(join(dir, `${++count}.eml`), Buffer.concat(chunks));
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    listening.once('listening', () => resolve());
    listening.once('error', reject);
  });
  const { port } = listening.address() as AddressInfo;
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
};

/** The first mail to an address, as it came. @throws Error when none comes within 20 s */
export const mailTo = async (dir: string, address: string): Promise<string> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const mails = readdirSync(dir).filter((name) => name.endsWith('.eml'));
    const found = mails
      .map((name) => readFileSync(join(dir, name), 'latin1'))
      .find((mail) => new RegExp(`^To: .*${address}`, 'im').test(mail));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`No mail came to ${address}.`);
};

/** What is attached to a mail as `audio/wav`. @throws Error when nothing is */
export const soundOf = (mail: string): Uint8Array => {
  const [, sound] = /Content-Type: audio\/wav[\s\S]*?\r?\n\r?\n([A-Za-z0-9+/=\r\n]+)/.exec(mail) ?? [];
  if (sound === undefined) throw new Error('No sound is attached to the mail.');
  return Buffer.from(sound, 'base64');
};

// Who looks for mails must not find half of one.
const keep = (path: string, mail: Buffer): void => {
  writeFileSync(`${path}.part`, mail);
  renameSync(`${path}.part`, path);
};
