import { formatTelephoneEvent } from '@callwright/audio';
import type { SessionEvent } from '@callwright/protocol';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import { WebSocket } from 'ws';
import { pcmu, WIRE_RATE_HZ, type WireCodec } from './wire-codec.js';

export { WIRE_RATE_HZ };

const PACKET_SAMPLES = 160;
const PACKET_MS = 20;

/** An event as the wire carries it; field names differ by dialect. */
export type WireEvent = { readonly event: string; readonly [field: string]: unknown };

/** How a caller calls. */
export type WireCallOptions = {
  /** WebSocket address, with its token. */
  readonly url: string;
  readonly callId: string;
  /** The first command, given the caller's offer. */
  readonly invite: (sdp: string) => object;
};

/**
 * A caller without a browser: a WebSocket and a WebRTC peer written in TypeScript. Sends a packet every 20 ms from the
 * answer on, as a telephone does, and keeps everything it hears.
 */
export class WireCaller {
  readonly callId: string;
  readonly events: WireEvent[] = [];
  readonly #socket: WebSocket | null;
  readonly #peer: RTCPeerConnection;
  readonly #codec: WireCodec;
  /** Payload type of keys, as the answer has it. */
  #keysType: number | null = null;
  readonly #waiting = new Set<() => void>();
  readonly #heard: { readonly atMs: number; readonly samples: Int16Array }[] = [];
  readonly #sent: Int16Array[] = [];
  #toSend: Int16Array[] = [];
  #background: Int16Array | null = null;
  /** When this process could send, so that its own pauses are not taken for those of the far side. */
  readonly #awakeMs: number[] = [];
  #pacer: NodeJS.Timeout | null = null;
  #sequence = 0;
  #startedMs = Number.NaN;
  #closeCode: number | null = null;

  private constructor(callId: string, socket: WebSocket | null, { peer, codec }: OpenPeer) {
    this.callId = callId;
    this.#socket = socket;
    this.#peer = peer;
    this.#codec = codec;
    peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType !== codec.payloadType) return;
        this.#heard.push({ atMs: performance.now(), samples: codec.decode(payload) });
      });
    });
  }

  /** Calls; resolves once the socket is open and the invite is sent. */
  static async call({ url, callId, invite }: WireCallOptions): Promise<WireCaller> {
    const opened = await openPeer(pcmu());
    const socket = new WebSocket(`${url}${url.includes('?') ? '&' : '?'}id=${callId}`);
    const caller = new WireCaller(callId, socket, opened);
    caller.#listen();
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    caller.send(invite(opened.offer));
    return caller;
  }

  /**
   * Calls by whatever takes an offer and gives an answer, without a socket: it is told no events.
   * @param ask resolves with the answer, and the id the call has there
   */
  static async callBy(
    ask: (offer: string) => Promise<{ readonly sdp: string; readonly callId: string }>,
    codec: WireCodec = pcmu(),
  ): Promise<WireCaller> {
    const opened = await openPeer(codec);
    const { sdp, callId } = await ask(opened.offer);
    const caller = new WireCaller(callId, null, opened);
    await caller.#answered(sdp);
    return caller;
  }

  get closeCode(): number | null {
    return this.#closeCode;
  }

  /** Everything heard so far, packet by packet, as signed 16-bit mono. */
  heard(): Int16Array {
    return join(this.#heard.map(({ samples }) => samples));
  }

  /** Everything sent so far, from the first packet on. */
  sent(): Int16Array {
    return join(this.#sent);
  }

  /** When a sample of what was sent went out, on the clock of `performance.now`. */
  sentAtMs(offset: number): number {
    return this.#startedMs + (offset * 1000) / WIRE_RATE_HZ;
  }

  /** When the packet with a sample of what was heard came in. */
  heardAtMs(offset: number): number {
    const packet = this.#heard[Math.floor(offset / PACKET_SAMPLES)];
    return packet ? packet.atMs + ((offset % PACKET_SAMPLES) * 1000) / WIRE_RATE_HZ : Number.NaN;
  }

  /** When the first packet at or after a moment came that is not silence, or null. */
  firstSoundAfter(atMs: number): number | null {
    return this.#heard.find((packet) => packet.atMs >= atMs && isLoud(packet.samples))?.atMs ?? null;
  }

  /** When the last packet came that is not silence, or null. */
  lastSound(): number | null {
    return this.#heard.findLast(({ samples }) => isLoud(samples))?.atMs ?? null;
  }

  /** Sends a command, or anything that is none. */
  send(message: object | string): void {
    this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Says something; resolves with the moment its last packet was sent. */
  async say(samples: Int16Array): Promise<number> {
    for (let at = 0; at < samples.length; at += PACKET_SAMPLES) {
      const block = new Int16Array(PACKET_SAMPLES);
      block.set(samples.subarray(at, at + PACKET_SAMPLES));
      this.#toSend.push(block);
    }
    await this.#until(() => this.#toSend.length === 0, 60_000, 'sound to be sent');
    return performance.now();
  }

  /** Goes on saying this, over and over, wherever it says nothing else. @param samples a whole number of packets */
  hum(samples: Int16Array | null): void {
    this.#background = samples;
  }

  /** What was heard in packets that came from one moment to another, on the clock of `performance.now`. */
  heardBetween(fromMs: number, toMs: number): Int16Array {
    return join(this.#heard.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ samples }) => samples));
  }

  /** The longest time no packet came in, in ms. */
  longestGapMs(fromMs: number, toMs: number): number {
    return largestStep(this.#heard.map(({ atMs }) => atMs).filter((atMs) => atMs >= fromMs && atMs < toMs));
  }

  /** The longest time this process itself was held up, in ms: by its tests, or by others on the machine. */
  longestStallMs(fromMs: number, toMs: number): number {
    return largestStep(this.#awakeMs.filter((atMs) => atMs >= fromMs && atMs < toMs)) - PACKET_MS / 2;
  }

  /** Presses a key for 100 ms (RFC 4733): events as it is held, the end three times. */
  async press(key: string): Promise<void> {
    const payloadType = this.#keysType;
    if (payloadType === null) throw new Error('Keys were not taken in the answer.');
    const { packetTicks } = this.#codec;
    const timestamp = this.#sent.length * packetTicks;
    const packet = (packets: number, isEnd: boolean) =>
      this.#sendRtp(
        Buffer.from(formatTelephoneEvent({ digit: key, isEnd, volume: 10, durationTicks: packets * packetTicks })),
        { timestamp, payloadType, marker: packets === 1 },
      );
    for (let count = 1; count <= 5; count += 1) {
      packet(count, false);
      await pause(PACKET_MS);
    }
    for (let repeat = 0; repeat < 3; repeat += 1) packet(5, true);
  }

  /** The first event, of those that come and those that came, for which this holds. */
  async event(matches: (event: WireEvent) => boolean, what: string, withinMs = 30_000): Promise<WireEvent> {
    await this.#until(() => this.events.some(matches), withinMs, what);
    const found = this.events.find(matches);
    if (!found) throw new Error(what);
    return found;
  }

  /** The first event of this name. */
  named(name: SessionEvent['event'] | string, withinMs?: number): Promise<WireEvent> {
    return this.event(({ event }) => event === name, `the event ${name}`, withinMs);
  }

  /** Hangs up by command and waits for the end. */
  async hangUp(): Promise<void> {
    this.send({ command: 'hangup' });
    await this.named('hangup');
    await this.close();
  }

  /** Goes away without a word: neither socket nor sound say goodbye. */
  vanish(): void {
    this.#stopSending();
    this.#socket?.terminate();
    void this.#peer.close();
  }

  /** Stops the sound only, as a browser that sleeps. */
  async fallSilent(): Promise<void> {
    this.#stopSending();
    await this.#peer.close();
  }

  /** Lets go of everything. May be called twice. */
  async close(): Promise<void> {
    this.#stopSending();
    this.#socket?.close();
    await this.#peer.close();
    this.#codec.close();
  }

  /** Resolves when the far side has closed the socket. */
  async closed(withinMs = 15_000): Promise<number> {
    await this.#until(() => this.#closeCode !== null, withinMs, 'the socket to be closed');
    return this.#closeCode ?? 0;
  }

  #listen(): void {
    this.#socket?.on('message', (data) => {
      const event: WireEvent = JSON.parse(String(data));
      this.events.push(event);
      if (event.event === 'answer') void this.#answered(String(event.sdp));
      this.#wake();
    });
    this.#socket?.on('close', (code) => {
      this.#closeCode = code;
      this.#wake();
    });
  }

  async #answered(sdp: string): Promise<void> {
    const [, keysType] = /^a=rtpmap:(\d+) telephone-event\//m.exec(sdp) ?? [];
    this.#keysType = keysType === undefined ? null : Number(keysType);
    await this.#peer.setRemoteDescription({ type: 'answer', sdp });
    if (this.#peer.connectionState !== 'connected') {
      await this.#peer.connectionStateChange.watch((state) => state === 'connected', 10_000);
    }
    this.#startedMs = performance.now();
    let count = 0;
    // Catches up after a late tick, as a sound card would.
    this.#pacer = setInterval(() => {
      for (; count * PACKET_MS <= performance.now() - this.#startedMs; count += 1) this.#sendNext();
      this.#awakeMs.push(performance.now());
      this.#wake();
    }, PACKET_MS / 2);
  }

  #sendNext(): void {
    const samples = this.#toSend.shift() ?? this.#nextOfBackground();
    const { payloadType, packetTicks, encode } = this.#codec;
    const timestamp = this.#sent.length * packetTicks;
    this.#sent.push(samples);
    this.#sendRtp(Buffer.from(encode(samples)), { timestamp, payloadType, marker: timestamp === 0 });
  }

  #nextOfBackground(): Int16Array {
    if (this.#background === null) return new Int16Array(PACKET_SAMPLES);
    const at = (this.#sent.length * PACKET_SAMPLES) % this.#background.length;
    return this.#background.slice(at, at + PACKET_SAMPLES);
  }

  #sendRtp(payload: Buffer, header: { timestamp: number; payloadType: number; marker: boolean }): void {
    const [sender] = this.#peer.getSenders();
    if (!sender?.codec) return;
    const { codec } = sender;
    const sequenceNumber = this.#sequence & 0xffff;
    this.#sequence += 1;
    // The library sends what it is given as the one codec it has chosen; for keys that is another.
    sender.codec = new RTCRtpCodecParameters({ ...codec, payloadType: header.payloadType });
    void sender.sendRtp(new RtpPacket(new RtpHeader({ ...header, sequenceNumber }), payload));
    sender.codec = codec;
  }

  #stopSending(): void {
    if (this.#pacer) clearInterval(this.#pacer);
    this.#pacer = null;
  }

  async #until(holds: () => boolean, withinMs: number, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(
          new Error(`Waited ${withinMs} ms for ${what}; came: ${this.events.map(({ event }) => event).join(' ')}`),
        );
      }, withinMs);
      const check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
    });
  }

  #wake(): void {
    for (const check of [...this.#waiting]) check();
  }
}

type OpenPeer = { readonly peer: RTCPeerConnection; readonly offer: string; readonly codec: WireCodec };

const openPeer = async (codec: WireCodec): Promise<OpenPeer> => {
  const peer = new RTCPeerConnection({
    codecs: { audio: [...codec.offered] },
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
  });
  const track = new MediaStreamTrack({ kind: 'audio' });
  peer.addTransceiver(track, { direction: 'sendrecv' });
  await peer.setLocalDescription(await peer.createOffer());
  return { peer, codec, offer: peer.localDescription?.sdp ?? '' };
};

const largestStep = (times: readonly number[]): number =>
  times.slice(1).reduce((largest, time, at) => Math.max(largest, time - (times[at] ?? time)), 0);

const isLoud = (samples: Int16Array) => samples.some((sample) => Math.abs(sample) > 500);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const join = (blocks: readonly Int16Array[]): Int16Array => {
  const whole = new Int16Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
};
