import { BLOCK_MS, parseRtpPacket, RTP_HEADER_BYTES, writeRtpPacket } from '@callwright/audio';
import type { PacketCodec } from '../../stream/track.js';
import { createAudioDecoder, createAudioEncoder } from '../create-audio-codec.js';
import { InboundAudio } from '../inbound-audio.js';
import { findJumps, type Jump, stepsOf } from './clicks.js';
import { arrivalsOf, type Impairment } from './network.js';
import { PlayoutWatch } from './playout-watch.js';

/** What is sent, and for how long. */
export type Sending = {
  readonly codec: PacketCodec;
  readonly rateHz: 8000 | 16000;
  /** One round of sound, whole blocks of it; repeated until `durationMs` is over. */
  readonly sound: Int16Array;
  readonly durationMs: number;
};

/** What came of it. */
export type Outcome = {
  readonly heard: Int16Array;
  /** Share of the sound that was made up, of silence put in its place, and of what was taken from copies. */
  readonly concealedShare: number;
  readonly recoveredShare: number;
  /** Share of packets that the network lost. */
  readonly lostShare: number;
  /** From a packet's arrival to when its first sample is played, in ms. */
  readonly addedDelayP50Ms: number;
  readonly addedDelayP95Ms: number;
  /** How far the time from sending to playing strays from its median: the mean of each minute, the farthest of them. */
  readonly driftMs: number;
  /** Jumps of six times the level around them where the sound itself has none. */
  readonly clicks: readonly Jump[];
  /** The same of the steps between samples, which is stricter: sound that breaks off or begins at once. */
  readonly breaks: readonly Jump[];
  readonly stretchedMs: number;
  readonly stats: InboundAudio['stats'];
};

const SSRC = 0x1234;
const FIRST_SEQUENCE = 65_000;
const FIRST_TIMESTAMP = 0xffff_f000;
const CLICK = 6;
const BREAK = 9;
/** A jump of the sound itself excuses ours up to so long after it, and if it is at least so high: lost sound is repeated. */
const EXCUSED_MS = 100;
const EXCUSED_SHARE = 0.6;
const EXCUSED_FROM = CLICK * EXCUSED_SHARE;

/** Sends real packets through a network into {@link InboundAudio}, whose clock runs as fast as it can. */
export async function measureImpairment(sending: Sending, impairment: Impairment): Promise<Outcome> {
  const { rateHz, codec, durationMs } = sending;
  const packets = encodeRound(sending);
  const clockHz = clockHzOf(codec, rateHz);
  const packetCount = Math.floor(durationMs / BLOCK_MS);
  const watch = new PlayoutWatch(await createAudioDecoder(codec, rateHz));
  const inbound = new InboundAudio(watch.decoder, { rateHz, clockHz, codec });
  watch.heldMs = () => inbound.heldMs;
  const arrivals = arrivalsOf(packetCount, BLOCK_MS, impairment);
  const heard = new Int16Array(packetCount * (rateHz / 50));
  const block = new Int16Array(rateHz / 50);
  let next = 0;
  for (let tick = 0; tick * block.length < heard.length; tick++) {
    const nowMs = tick * BLOCK_MS;
    for (let arrival = arrivals[next]; arrival !== undefined && arrival.atMs <= nowMs; arrival = arrivals[++next]) {
      const bytes = packetBytes(packets[arrival.index % packets.length] ?? new Uint8Array(0), arrival.index, clockHz);
      const packet = parseRtpPacket(bytes);
      if (packet === null) throw new Error('The harness wrote a packet that cannot be read.');
      watch.expect(packet.payload, arrival);
      inbound.put(packet.sequence, packet.timestamp, packet.payload);
    }
    watch.nowMs = nowMs;
    inbound.pull(block);
    heard.set(block, tick * block.length);
  }
  const source = await decodeWhole(sending, packets);
  const placeOf = (atMs: number) => watch.mediaMsAt(atMs) % (packets.length * BLOCK_MS);
  const { stats } = inbound;
  inbound.close();
  const playedMs = packetCount * BLOCK_MS;
  return {
    heard,
    concealedShare: (stats.concealedMs + stats.silentMs + stats.recoveredMs) / playedMs,
    recoveredShare: stats.recoveredMs / playedMs,
    lostShare: 1 - new Set(arrivals.map(({ index }) => index)).size / packetCount,
    ...watch.delays(),
    clicks: unexcused(findJumps(heard, rateHz), findJumps(source, rateHz, EXCUSED_FROM), placeOf),
    breaks: unexcused(
      findJumps(stepsOf(heard), rateHz, BREAK),
      findJumps(stepsOf(source), rateHz, BREAK * EXCUSED_SHARE),
      placeOf,
    ),
    stretchedMs: stats.stretchedMs,
    stats,
  };
}

/** The payloads of one round of sound. */
function encodeRound({ codec, rateHz, sound }: Sending): readonly Uint8Array[] {
  const encoder = createAudioEncoder(codec, rateHz);
  const length = rateHz / 50;
  const payloads = Array.from({ length: Math.floor(sound.length / length) }, (_, i) =>
    encoder.encode(sound.subarray(i * length, (i + 1) * length)).slice(),
  );
  encoder.close();
  return payloads;
}

function packetBytes(payload: Uint8Array, index: number, clockHz: number): Uint8Array {
  const bytes = new Uint8Array(RTP_HEADER_BYTES + payload.length);
  const sequence = (FIRST_SEQUENCE + index) & 0xffff;
  const timestamp = FIRST_TIMESTAMP + (index * clockHz) / 50;
  writeRtpPacket(bytes, { payloadType: 96, sequence, timestamp, ssrc: SSRC }, payload);
  return bytes;
}

const clockHzOf = (codec: PacketCodec, rateHz: number): number =>
  codec === 'opus' ? 48_000 : codec === 'l16' ? rateHz : 8000;

/** The sound as it is decoded without any loss. */
async function decodeWhole({ codec, rateHz }: Sending, packets: readonly Uint8Array[]): Promise<Int16Array> {
  const decoder = await createAudioDecoder(codec, rateHz);
  const length = rateHz / 50;
  const whole = new Int16Array(packets.length * length);
  for (const [i, payload] of packets.entries()) whole.set(decoder.decode(payload), i * length);
  decoder.close();
  return whole;
}

/** @param placeOf where in a round of sound something heard belongs */
const unexcused = (
  heard: readonly Jump[],
  source: readonly Jump[],
  placeOf: (atMs: number) => number,
): readonly Jump[] =>
  heard.filter(({ atMs, ratio }) => {
    const place = placeOf(atMs);
    return !source.some((own) => Math.abs(own.atMs - place) < EXCUSED_MS && own.ratio >= ratio * EXCUSED_SHARE);
  });
