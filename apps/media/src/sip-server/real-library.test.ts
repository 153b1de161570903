import { createSocket } from 'node:dgram';
import { type EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import type { SipProtocol } from '@callwright/sip';
import Library from 'drachtio-srf';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.js';
import { newUuid } from '../platform/ids.js';
import { silentLog } from '../platform/logging.js';
import { type SipListener, type SipServer, startSipServer, type TracedMessage } from './index.js';

/** What the library gives, as far as these tests use it: its own types say less than it does. */
type Words = Readonly<Record<string, string>>;
type Options = {
  readonly headers?: Words;
  readonly body?: string;
  readonly localSdp?: string;
  readonly noAck?: boolean;
  readonly method?: string;
  readonly auth?: { readonly username: string; readonly password: string };
};
type Message = {
  readonly body: string;
  readonly get: (name: string) => string;
  readonly has: (name: string) => boolean;
};
type Req = Message & {
  readonly uri: string;
  readonly on: (event: 'cancel' | 'response', listener: (res: Res) => void) => void;
  readonly cancel: () => void;
};
type Res = Message & {
  readonly status: number;
  readonly send: (status: number, options?: Options, done?: null, onPrack?: (prack: Req) => void) => void;
};
type Dialog = EventEmitter & {
  readonly remote: { readonly sdp: string };
  readonly modify: (sdp: string) => Promise<string>;
  readonly request: (options: Options) => Promise<Res>;
  readonly destroy: () => Promise<unknown>;
};
type Progress = { readonly cbRequest: (error: unknown, req: Req) => void; readonly cbProvisional: (res: Res) => void };
type Offered = { readonly sdp: string; readonly ack: (sdp: string) => Promise<Dialog> };
type Handler = (req: Req, res: Res) => void;
type Srf = EventEmitter & {
  readonly connect: (options: SipServer['app']) => void;
  readonly disconnect: () => void;
  readonly invite: (handler: Handler) => void;
  readonly use: (method: string, handler: Handler) => void;
  readonly createUAS: (req: Req, res: Res, options: Options) => Promise<Dialog>;
  readonly createUAC: (uri: string, options: Options, progress?: Progress) => Promise<Dialog & Offered>;
  readonly request: (uri: string, options: Options) => Promise<Req>;
  readonly proxyRequest: (req: Req, destinations: readonly string[], options: object) => Promise<unknown>;
};
const newSrf = (): Srf => new (Library as unknown as new () => Srf)();

// The library as it is, on servers of ours that call each other over loopback.
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Site = { readonly server: SipServer; readonly srf: Srf; readonly port: number; readonly traced: string[] };

const startLine = ({ direction, message }: TracedMessage): string =>
  `${direction} ${message?.kind === 'request' ? message.method : message?.status}`;

const startServer = async (
  protocol: SipProtocol = 'udp',
  advertised?: SipListener['advertised'],
): Promise<Pick<Site, 'server' | 'traced'>> => {
  const traced: string[] = [];
  const server = await startSipServer({
    listeners: [{ protocol, address: '127.0.0.1', port: 0, advertised }],
    timers: { t1Ms: 60, t2Ms: 480, t4Ms: 600 },
    isTrusted: () => true,
    trace: (message) => traced.push(startLine(message)),
    clock: systemClock,
    newId: newUuid,
    log: silentLog,
  });
  closing.push(server.close);
  return { server, traced };
};

const startSite = async (protocol: SipProtocol = 'udp', advertised?: SipListener['advertised']): Promise<Site> => {
  const { server, traced } = await startServer(protocol, advertised);
  const srf = newSrf();
  const connected = once(srf, 'connect');
  srf.connect(server.app);
  await connected;
  closing.push(() => srf.disconnect());
  return { server, srf, traced, port: server.listeners[0]?.port ?? 0 };
};

const sdp = (direction = 'sendrecv', version = 1): string =>
  `v=0\r\no=- 1 ${version} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=${direction}\r\n`;

const uri = ({ port }: { readonly port: number }, suffix = ''): string => `sip:flow@127.0.0.1:${port}${suffix}`;

/** Takes every call; gives each dialog as it is made. */
const answerAll = (srf: Srf): Promise<Dialog> =>
  new Promise((resolve, reject) => {
    srf.invite((req, res) => {
      srf.createUAS(req, res, { localSdp: sdp() }).then(resolve, reject);
    });
  });

describe('the port of applications', () => {
  it.each(['20#some-id|route|invite', 'not a frame at all', '6#id|sip', '7#id|ping'])(
    'says nothing to who does not say the secret first, and closes: %j',
    async (bytes) => {
      const { server } = await startServer();
      const socket = connect(server.app.port, server.app.host);
      const heard: Buffer[] = [];
      socket.on('data', (chunk) => heard.push(chunk));
      socket.write(bytes);
      await once(socket, 'close');
      expect(Buffer.concat(heard).toString()).toBe('');
      expect(server.stats().applications).toBe(0);
    },
  );

  it('refuses a wrong secret', async () => {
    const { server } = await startServer();
    const srf = newSrf();
    srf.on('error', () => undefined);
    const connected = new Promise((resolve) => srf.on('connect', resolve));
    srf.connect({ ...server.app, secret: 'guessed' });
    expect(String(await connected)).toContain('failed to authenticate');
    srf.disconnect();
    expect(server.stats().applications).toBe(0);
  });
});

describe.each(['udp', 'tcp'] as const)('two applications by %s', (protocol) => {
  const suffix = protocol === 'tcp' ? ';transport=tcp' : '';

  it('call, hold, ask and hang up', async () => {
    const [anna, ben] = [await startSite(protocol), await startSite(protocol)];
    const called = answerAll(ben.srf);
    const calling = await anna.srf.createUAC(uri(ben, suffix), { localSdp: sdp() });
    const dialog = await called;
    expect(calling.remote.sdp).toBe(sdp());
    dialog.on('modify', (req, res) => res.send(200, { body: req.body.replace('sendonly', 'recvonly') }));
    expect(await calling.modify(sdp('sendonly', 2))).toContain('a=recvonly');
    dialog.on('info', (_req, res) => res.send(200));
    const info = await calling.request({
      method: 'INFO',
      body: 'Signal=5',
      headers: { 'Content-Type': 'application/dtmf-relay' },
    });
    expect(info.status).toBe(200);
    const ended = once(calling, 'destroy');
    await dialog.destroy();
    await ended;
    expect([anna.server.stats().dialogs, ben.server.stats().dialogs]).toEqual([0, 0]);
  });

  it('are told of a call that is refused, and of one that is cancelled', async () => {
    const [anna, ben] = [await startSite(protocol), await startSite(protocol)];
    const cancelled = new Promise<void>((resolve) => {
      ben.srf.invite((req, res) => {
        if (req.uri.includes('busy')) return res.send(486);
        req.on('cancel', () => resolve());
        return res.send(180);
      });
    });
    const busy = anna.srf.createUAC(`sip:busy@127.0.0.1:${ben.port}${suffix}`, { localSdp: sdp() });
    await expect(busy).rejects.toMatchObject({ status: 486 });
    let request: Req | null = null;
    const ringing = anna.srf.createUAC(
      uri(ben, suffix),
      { localSdp: sdp() },
      {
        cbRequest: (_error: unknown, req: Req) => {
          request = req;
        },
        cbProvisional: (res: Res) => {
          if (res.status === 180) request?.cancel();
        },
      },
    );
    await expect(ringing).rejects.toMatchObject({ status: 487 });
    await cancelled;
  });
});

describe('an application', () => {
  it('has its reliable provisional response acknowledged by a PRACK', async () => {
    const [anna, ben] = [await startSite(), await startSite()];
    const acknowledged = new Promise<string>((resolve, reject) => {
      ben.srf.invite((req, res) => {
        const reliable = { headers: { Require: '100rel' }, body: sdp() };
        res.send(183, reliable, null, (prack) => resolve(prack.get('RAck')));
        ben.srf.createUAS(req, res, { localSdp: sdp() }).catch(reject);
      });
    });
    await anna.srf.createUAC(uri(ben), { localSdp: sdp(), headers: { Supported: '100rel' } });
    expect(await acknowledged).toBe('1 1 INVITE');
    expect(anna.traced.filter((line) => line === 'out PRACK')).toHaveLength(1);
  });

  it('offers in its answer and hears the caller’s in the ACK', async () => {
    const [anna, ben] = [await startSite(), await startSite()];
    const heard = answerAll(ben.srf).then(async (dialog) => {
      const [ack] = await once(dialog, 'ack');
      return (ack as Req).body;
    });
    const offer = await anna.srf.createUAC(uri(ben), { noAck: true });
    expect(offer.sdp).toBe(sdp());
    await offer.ack(sdp('recvonly'));
    expect(await heard).toBe(sdp('recvonly'));
  });

  it('answers a challenge with its credentials', async () => {
    const [anna, ben] = [await startSite(), await startSite()];
    const seen: string[] = [];
    ben.srf.use('register', (req: Req, res: Res) => {
      seen.push(`${req.get('CSeq')} ${req.get('Call-ID')}`);
      if (req.has('Authorization')) res.send(200);
      else res.send(401, { headers: { 'WWW-Authenticate': 'Digest realm="r", nonce="n", algorithm=MD5' } });
    });
    const status = await new Promise((resolve) => {
      const options = {
        method: 'REGISTER',
        headers: { Contact: 'sip:flow@localhost' },
        auth: { username: 'u', password: 'p' },
      };
      void anna.srf.request(uri(ben), options).then((req) => req.on('response', (res) => resolve(res.status)));
    });
    expect(status).toBe(200);
    expect(seen.map((line) => line.split(' ')[0])).toEqual(['1', '2']);
    expect(new Set(seen.map((line) => line.split(' ')[2])).size).toBe(1);
  });

  it('is heard byte for byte though the library counts characters', async () => {
    const [anna, ben] = [await startSite(), await startSite()];
    const body = 'Grüße, 電話 ☎';
    const heard = new Promise<readonly string[]>((resolve) => {
      ben.srf.use('message', (req: Req, res: Res) => {
        res.send(200);
        resolve([req.body, req.get('X-Name')]);
      });
    });
    const options = { method: 'MESSAGE', headers: { 'Content-Type': 'text/plain', 'X-Name': 'Jürgen' }, body };
    await anna.srf.request(uri(ben), options);
    expect(await heard).toEqual([body, 'Jürgen']);
  });

  it('passes a call on, and stays on its way', async () => {
    const [anna, middle, ben] = [await startSite(), await startSite(), await startSite()];
    const passed = new Promise((resolve) => {
      middle.srf.invite((req) => {
        resolve(middle.srf.proxyRequest(req, [uri(ben)], { remainInDialog: true }));
      });
    });
    const called = answerAll(ben.srf);
    const calling = await anna.srf.createUAC(uri(middle), { localSdp: sdp() });
    const dialog = await called;
    expect(await passed).toMatchObject({ connected: true, finalStatus: 200 });
    const ended = once(dialog, 'destroy');
    await calling.destroy();
    await ended;
    expect(middle.traced.filter((line) => line.includes('BYE'))).toEqual(['in BYE', 'out BYE']);
    expect(middle.server.stats().proxiedCalls).toBe(0);
  });

  it('is told when the server ended a call because nobody acknowledged it', async () => {
    const ben = await startSite();
    const called = answerAll(ben.srf);
    const phone = createSocket('udp4');
    phone.bind(0, '127.0.0.1');
    await once(phone, 'listening');
    closing.push(() => phone.close());
    const own = `127.0.0.1:${phone.address().port}`;
    const invite = [
      `INVITE ${uri(ben)} SIP/2.0`,
      `Via: SIP/2.0/UDP ${own};branch=z9hG4bK1`,
      'Max-Forwards: 70',
      `From: <sip:phone@${own}>;tag=phone`,
      `To: <${uri(ben)}>`,
      'Call-ID: unacknowledged',
      'CSeq: 1 INVITE',
      `Contact: <sip:phone@${own}>`,
    ];
    const heard: string[] = [];
    phone.on('message', (bytes) => heard.push(bytes.toString().split(' ', 2).join(' ')));
    phone.send(`${invite.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`, ben.port, '127.0.0.1');
    const dialog = await called;
    const [, reason] = await once(dialog, 'destroy');
    expect(reason).toBe('ACK timeout');
    expect(heard.filter((line) => line === 'SIP/2.0 200').length).toBeGreaterThan(5);
    await expect.poll(() => heard.some((line) => line.startsWith('BYE'))).toBe(true);
  });
});

type Relay = { readonly port: number; readonly lost: () => number; readonly leadTo: (port: number) => void };

/** Passes datagrams between callers and one port, and loses one in ten. */
const lossyRelay = async (): Promise<Relay> => {
  let port = 0;
  const front = createSocket('udp4');
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  const backs = new Map<number, ReturnType<typeof createSocket>>();
  let seed = 42;
  let lostCount = 0;
  const isLost = (): boolean => {
    seed = (seed * 1_103_515_245 + 12_345) % 0x80000000;
    const lost = seed / 0x80000000 < 0.1;
    if (lost) lostCount += 1;
    return lost;
  };
  const backOf = (caller: number): ReturnType<typeof createSocket> => {
    const known = backs.get(caller) ?? createSocket('udp4');
    if (!backs.has(caller)) {
      backs.set(caller, known);
      known.on('message', (bytes) => isLost() || front.send(bytes, caller, '127.0.0.1'));
    }
    return known;
  };
  front.on('message', (bytes, from) => isLost() || backOf(from.port).send(bytes, port, '127.0.0.1'));
  closing.push(() => {
    front.close();
    for (const back of backs.values()) back.close();
  });
  const leadTo = (to: number): void => {
    port = to;
  };
  return { port: front.address().port, lost: () => lostCount, leadTo };
};

describe('a network that loses one datagram in ten', () => {
  it('costs no call', async () => {
    const relay = await lossyRelay();
    // Whoever answers says that it is where the relay is: all of the call goes by there.
    const ben = await startSite('udp', { address: '127.0.0.1', port: relay.port });
    const anna = await startSite();
    relay.leadTo(ben.port);
    const ends: Promise<unknown>[] = [];
    ben.srf.invite((req, res) => {
      res.send(180);
      void ben.srf.createUAS(req, res, { localSdp: sdp() }).then((dialog) => ends.push(once(dialog, 'destroy')));
    });
    const call = async (): Promise<void> => {
      const dialog = await anna.srf.createUAC(uri(relay), { localSdp: sdp() });
      await dialog.destroy();
    };
    await Promise.all(Array.from({ length: 60 }, call));
    await Promise.all(ends);
    expect(ends).toHaveLength(60);
    expect(relay.lost()).toBeGreaterThan(20);
    await expect.poll(() => [anna.server.stats().dialogs, ben.server.stats().dialogs]).toEqual([0, 0]);
  });
});
