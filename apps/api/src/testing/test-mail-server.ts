import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** An e-mail that came in: its envelope, and its text as it was sent. */
export type SeenMail = { readonly from: string; readonly to: readonly string[]; readonly raw: string };

/** A mail server that keeps what it is sent. Addresses that begin with `nobody` are refused for good. */
export type TestMailServer = {
  readonly url: string;
  readonly seen: SeenMail[];
  readonly close: () => Promise<void>;
};

/** Starts one on any free port. */
export const startTestMailServer = async (): Promise<TestMailServer> => {
  const seen: SeenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    onRcptTo: ({ address }, _session, done) =>
      // RFC 5321 §4.2.3: 550 = the mailbox is unavailable.
      address.startsWith('nobody') ? done(Object.assign(new Error('No such mailbox'), { responseCode: 550 })) : done(),
    onData: async (stream, { envelope }, done) => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      seen.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw: await text(stream) });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `smtp://127.0.0.1:${port}`, seen, close };
};
