import type { TrackId } from '@callwright/protocol';

/** Where a track's sound comes from and goes to. */
export type TrackKind = 'webrtc' | 'rtp' | 'file' | 'tts' | 'remote' | 'silence' | 'frames';

/** Codecs a packet of 20 ms may be of. */
export type PacketCodec = 'opus' | 'pcmu' | 'pcma' | 'g722' | 'l16';

const packetCodecs: readonly PacketCodec[] = ['opus', 'pcmu', 'pcma', 'g722', 'l16'];

/** The codec of a name in SDP, whatever its capitals; null for one that packets are not handed on in. */
export const packetCodecOf = (name: string): PacketCodec | null =>
  packetCodecs.find((codec) => codec === name.toLowerCase()) ?? null;

/** Keys to be pressed one after another; a comma is half a second of quiet. */
export type KeyRow = {
  readonly digits: string;
  /** How long each key is down. */
  readonly durationMs: number;
  /** How long it is quiet after each. */
  readonly gapMs: number;
  /** The last of them is up, and the quiet after it is over. */
  readonly onSent: () => void;
};

/** One participant of a call, or what is played to them. */
export interface Track {
  readonly id: TrackId;
  readonly kind: TrackKind;
  /** How long ago the sound pulled now was made, in ms: what a buffer on the way holds back. */
  readonly delayMs: number;
  /** Fills `block` with the next 20 ms; silence where there is nothing. In the tick: never waits. */
  pull(block: Int16Array): void;
  /**
   * The block of the last `pull` as a packet of 20 ms, where there is one without encoding: what was kept encoded, or came
   * encoded. Valid until the next `pull`; null when the block is anything else than that packet decoded.
   */
  packetOf?(codec: PacketCodec): Uint8Array | null;
  /** Nothing but silence came with the last `pull`, and nothing is under way: who mixes may leave this track out. */
  readonly isIdle?: boolean;
  /** It has come to its end, with the last `pull`: whoever pulls it lets go of it. */
  readonly isOver?: boolean;
  /**
   * Takes 20 ms of what the others say. In the tick: never waits; block and packet are used again afterwards.
   * @param packet the same 20 ms in this track's own codec, when it is there without encoding
   */
  push?(block: Int16Array, packet?: Uint8Array | null): void;
  /** So many ticks are left out: that much time passes in which nothing is pulled or pushed. */
  skip?(tickCount: number): void;
  /** Presses keys as events instead of tones; absent when the far end does not understand them. */
  readonly sendKeys?: ((row: KeyRow) => void) | undefined;
  /** Idempotent. */
  close(): void;
}

/** Looks at every block of a track, in the order processors were put on it. Allocates nothing, never waits. */
export interface Processor {
  readonly name: 'recorder' | 'dtmf' | 'clean' | 'vad' | 'amd' | 'asr' | 'turn';
  /** Whether it goes on while the track is hidden: it tells that there was a key or speech, and keeps none of it. */
  readonly seesHidden?: boolean;
  /** @param atMs when the first sample of the block was made, in ms since the epoch */
  process(block: Int16Array, atMs: number): void;
  close(): void;
}
