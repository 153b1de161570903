import type { types } from 'mediasoup-client';
import { Device } from 'mediasoup-client';

// Runs in a browser page: a takos client, as one is written from the seed (`doc`) or as the live one is (`code`).

type Told = { readonly type: string } & Readonly<Record<string, unknown>>;
type Dialect = 'doc' | 'code';
type Heard = { readonly peerId: string; readonly analyser: AnalyserNode };

/** What a page joins with. */
export type PageOptions = {
  readonly url: string;
  readonly dialect: Dialect;
  /** The tone it hums. */
  readonly toneHz: number;
  readonly hasVideo: boolean;
};

const context = new AudioContext();
const told: Told[] = [];
const heard: Heard[] = [];
const problems: string[] = [];
let wake: () => void = () => undefined;
let socket: WebSocket | null = null;
let dialect: Dialect = 'code';
let myPeerId = '';
let device: types.Device | null = null;
let sendTransport: types.Transport | null = null;
let recvTransport: types.Transport | null = null;
let isProducing = true;
const producers: types.Producer[] = [];
const waiting: { producerId: string; peerId: string }[] = [];

const say = (message: object): void => socket?.send(JSON.stringify(message));

const next = async (isIt: (message: Told) => boolean): Promise<Told> => {
  for (;;) {
    const at = told.findIndex(isIt);
    const [found] = at < 0 ? [] : told.splice(at, 1);
    if (found) return found;
    await new Promise<void>((resolve) => {
      const before = wake;
      wake = () => {
        before();
        resolve();
      };
    });
  }
};

// The seed writes them as strings.
const read = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : value);

const transportOptions = (facts: Record<string, unknown>): types.TransportOptions =>
  ({
    id: facts.id,
    iceParameters: read(facts.iceParameters),
    iceCandidates: read(facts.iceCandidates),
    dtlsParameters: read(facts.dtlsParameters),
    sctpParameters: read(facts.sctpParameters),
  }) as types.TransportOptions;

const onConnect =
  (side: 'send' | 'recv') =>
  ({ dtlsParameters }: { dtlsParameters: types.DtlsParameters }, done: () => void): void => {
    const literal = { type: 'connect', dtlsParameters: JSON.stringify(dtlsParameters) };
    say(dialect === 'doc' ? literal : { type: 'connect', transportType: side, dtlsParameters });
    void next(({ type, transportType }) => type === 'connected' && transportType === side).then(done);
  };

const consume = async ({ producerId, peerId }: { producerId: string; peerId: string }): Promise<void> => {
  if (!device || !recvTransport) return;
  const { rtpCapabilities } = device;
  say({ type: 'consume', producerId, rtpCapabilities, ...(dialect === 'code' && { peerId }) });
  const answer = await next(({ type, producerId: id }) => type === 'consumed' && id === producerId);
  const consumer = await recvTransport.consume({
    id: String(answer.consumerId),
    producerId,
    kind: answer.kind as 'audio' | 'video',
    rtpParameters: answer.rtpParameters as types.RtpParameters,
  });
  const stream = new MediaStream([consumer.track]);
  const element = document.createElement(consumer.kind);
  Object.assign(element, { muted: true, autoplay: true, srcObject: stream });
  document.body.append(element);
  await element.play().catch(() => undefined);
  if (consumer.kind !== 'audio') return;
  const analyser = context.createAnalyser();
  analyser.fftSize = 4096;
  context.createMediaStreamSource(stream).connect(analyser);
  heard.push({ peerId, analyser });
};

// One after the other: a client of the seed that connects both transports at once cannot say which it means.
const consumeWaiting = async (): Promise<void> => {
  if (isProducing) return;
  isProducing = true;
  for (let one = waiting.shift(); one; one = waiting.shift())
    await consume(one).catch((error) => problems.push(String(error)));
  isProducing = false;
};

const receive = (message: Told): void => {
  const { type, producerId, peerId } = message;
  const news = dialect === 'doc' ? 'produced' : 'produce';
  if (type === news && peerId !== myPeerId) {
    waiting.push({ producerId: String(producerId), peerId: String(peerId) });
    void consumeWaiting();
    return;
  }
  if (type === 'error') problems.push(JSON.stringify(message));
  told.push(message);
  const awake = wake;
  wake = () => undefined;
  awake();
};

const tone = (hz: number): MediaStreamTrack => {
  const oscillator = new OscillatorNode(context, { frequency: hz });
  const destination = context.createMediaStreamDestination();
  oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('no tone');
  return track;
};

const picture = (): MediaStreamTrack => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 120 });
  document.body.append(canvas);
  const pen = canvas.getContext('2d');
  let turn = 0;
  setInterval(() => {
    turn += 1;
    if (!pen) return;
    pen.fillStyle = `hsl(${(turn * 20) % 360} 90% 50%)`;
    pen.fillRect(0, 0, 160, 120);
  }, 66);
  const [track] = canvas.captureStream(15).getVideoTracks();
  if (!track) throw new Error('no picture');
  return track;
};

/** Joins, and sends; what others send is consumed as it comes. */
const join = async ({ url, dialect: spoken, toneHz, hasVideo }: PageOptions): Promise<void> => {
  dialect = spoken;
  await context.resume();
  const opened = new WebSocket(url);
  socket = opened;
  opened.onmessage = ({ data }) => receive(JSON.parse(data));
  opened.onclose = ({ code }) => receive({ type: 'closed', code });
  const init = (await next(({ type }) => type === 'init')).data as Record<string, never>;
  myPeerId = init.myPeerId ?? '';
  device = await Device.factory();
  await device.load({ routerRtpCapabilities: init.routerRtpCapabilities as never });
  const { send, recv } = init.transport as unknown as Record<'send' | 'recv', Record<string, unknown>>;
  sendTransport = device.createSendTransport(transportOptions(send));
  recvTransport = device.createRecvTransport(transportOptions(recv));
  sendTransport.on('connect', onConnect('send'));
  recvTransport.on('connect', onConnect('recv'));
  sendTransport.on('produce', ({ kind, rtpParameters }, done) => {
    say({ type: 'produce', kind, rtpParameters });
    void next(({ type, kind: of, peerId }) => type === 'produced' && of === kind && peerId === myPeerId).then(
      ({ producerId }) => done({ id: String(producerId) }),
    );
  });
  producers.push(await sendTransport.produce({ track: tone(toneHz) }));
  if (hasVideo) producers.push(await sendTransport.produce({ track: picture() }));
  for (const { id, peerId } of init.producers as unknown as { id: string; peerId: string }[])
    waiting.push({ producerId: id, peerId });
  isProducing = false;
  await consumeWaiting();
};

/** The loudest tone of each peer that is heard, in Hz; 0 while there is none. */
const tones = (): Record<string, number> =>
  Object.fromEntries(
    heard.map(({ peerId, analyser }) => {
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      const level = levels[loudest] ?? Number.NEGATIVE_INFINITY;
      return [peerId, level > -50 ? (loudest * context.sampleRate) / analyser.fftSize : 0];
    }),
  );

/** Frames of others that have been decoded. */
const framesDecoded = async (): Promise<number> => {
  let frames = 0;
  const stats = await recvTransport?.getStats();
  stats?.forEach((report: { type: string; framesDecoded?: number }) => {
    if (report.type === 'inbound-rtp') frames += report.framesDecoded ?? 0;
  });
  return frames;
};

/** Closes what it sends without a word to the server, as the seed has it (§4.1). */
const closeProducers = (): void => {
  for (const producer of producers.splice(0)) producer.close();
};

Object.assign(window, {
  takos: { join, tones, framesDecoded, closeProducers, problems, told, hangUp: () => socket?.close() },
});
