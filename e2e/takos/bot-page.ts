import { Device } from 'mediasoup-client';
import type { Transport } from 'mediasoup-client/types';

// Runs in a page: a takos client as the live one is, made of mediasoup-client; a test drives it by `window.takos`.

type Message = { readonly type: string; readonly [field: string]: unknown };

/** What a test does with it, and what it was told so far. */
export type TakosPage = {
  readonly told: readonly Message[];
  /** Comes into the room of a token, sends its sound and hears one of the others; resolves when its sound is taken. */
  readonly join: (url: string, hears: string) => Promise<void>;
  /** Says something, 16-bit samples. */
  readonly say: (samples: readonly number[], rateHz: number) => void;
  readonly leave: () => void;
  /** Code the socket was closed with; null while it is open. */
  readonly closeCode: () => number | null;
};

const told: Message[] = [];
const waiting: { readonly fits: (message: Message) => boolean; readonly resolve: (message: Message) => void }[] = [];
let socket: WebSocket | null = null;
let code: number | null = null;
let recv: Transport | null = null;
let heardPeer = '';
const device = new Device();
const context = new AudioContext();
const voice = context.createMediaStreamDestination();

const next = (fits: (message: Message) => boolean) =>
  new Promise<Message>((resolve) => void waiting.push({ fits, resolve }));
const send = (message: object) => socket?.send(JSON.stringify(message));

const connectWith = (transportType: 'send' | 'recv', transport: Transport) =>
  transport.on('connect', ({ dtlsParameters }, done) => {
    void next(({ type, transportType: side }) => type === 'connected' && side === transportType).then(() => done());
    send({ type: 'connect', transportType, dtlsParameters });
  });

const consume = async (producerId: unknown, peerId: unknown) => {
  if (peerId !== heardPeer) return;
  const consumed = next((message) => message.type === 'consumed' && message.producerId === producerId);
  send({ type: 'consume', producerId, peerId, rtpCapabilities: device.recvRtpCapabilities });
  const { consumerId: id, kind, rtpParameters } = (await consumed) as never as Record<string, never>;
  const consumer = await recv?.consume({
    id: id ?? '',
    producerId: String(producerId),
    kind: kind ?? 'audio',
    rtpParameters: rtpParameters as never,
  });
  if (!consumer) return;
  // What nobody plays is not decoded.
  const player = new Audio();
  player.srcObject = new MediaStream([consumer.track]);
  await player.play();
};

const onMessage = (message: Message) => {
  told.push(message);
  for (const one of waiting.filter(({ fits }) => fits(message))) {
    waiting.splice(waiting.indexOf(one), 1);
    one.resolve(message);
  }
  if (message.type === 'produce') void consume(message.producerId, message.peerId);
};

const join = async (url: string, hears: string) => {
  heardPeer = hears;
  const begun = next(({ type }) => type === 'init');
  socket = new WebSocket(url);
  socket.onmessage = ({ data }) => onMessage(JSON.parse(String(data)) as Message);
  socket.onclose = (event) => {
    code = event.code;
  };
  const { data } = (await begun) as never as {
    data: {
      routerRtpCapabilities: never;
      transport: { send: never; recv: never };
      producers: readonly { id: string; peerId: string }[];
    };
  };
  await device.load({ routerRtpCapabilities: data.routerRtpCapabilities });
  recv = device.createRecvTransport(data.transport.recv);
  connectWith('recv', recv);
  const sender = device.createSendTransport(data.transport.send);
  connectWith('send', sender);
  sender.on('produce', ({ kind, rtpParameters }, done) => {
    void next((message) => message.type === 'produced' && message.peerId !== undefined).then(({ producerId }) =>
      done({ id: String(producerId) }),
    );
    send({ type: 'produce', kind, rtpParameters });
  });
  for (const { id, peerId } of data.producers) void consume(id, peerId);
  await context.resume();
  const [track] = voice.stream.getAudioTracks();
  if (track) await sender.produce({ track });
};

const say = (samples: readonly number[], rateHz: number) => {
  const buffer = context.createBuffer(1, samples.length, rateHz);
  buffer.copyToChannel(
    Float32Array.from(samples, (sample) => sample / 32_768),
    0,
  );
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(voice);
  source.start();
};

Object.assign(window, {
  takos: { told, join, say, leave: () => socket?.close(), closeCode: () => code } satisfies TakosPage,
});
