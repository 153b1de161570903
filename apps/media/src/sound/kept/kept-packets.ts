import { blockSampleCount } from '@callwright/audio';
import type { Clock, Timer } from '../../platform/clock.js';
import type { AudioEncoder } from '../rtc/codec.js';
import type { PacketCodec } from '../stream/track.js';

/** The rates calls have. */
export type CallRate = 8000 | 16000;

/** How sounds are kept encoded. */
export type KeptPacketsOptions = {
  readonly clock: Clock;
  /** Makes a fresh encoder of a codec that costs enough to be worth it; what is not named is never kept. */
  readonly encoders: Partial<Record<PacketCodec, (rateHz: CallRate) => AudioEncoder>>;
  /** Of all packets together; those used longest ago go when there is more. Default 16 MB: more than an hour of Opus. */
  readonly maxBytes?: number;
};

/** A sound that is kept, whatever it is kept as. */
export type KeptSound = {
  readonly rateHz: CallRate;
  /** Whole blocks only. */
  readonly blockCount: number;
  readonly pieces: readonly Int16Array[];
  readonly packets: Map<PacketCodec, PacketRow>;
};

/** Where a piece lies in its sound. */
export type KeptPlace = { readonly sound: KeptSound; readonly firstBlock: number };

type PacketRow = {
  /** Null while they are being made, and when they had to go. */
  packets: readonly Uint8Array[] | null;
  sizeBytes: number;
  isGone: boolean;
};

type Job = {
  readonly sound: KeptSound;
  readonly row: PacketRow;
  readonly encoder: AudioEncoder;
  readonly packets: Uint8Array[];
  piece: number;
  offset: number;
};

const MAX_BYTES = 16 * 1024 * 1024;
/** What an array of its own costs beside its bytes. */
const ARRAY_BYTES = 104;
/** Sounds waiting to be encoded; one more is encoded when it is asked for again. */
const MAX_WAITING = 64;
/** Longer ones are not worth the memory: they are encoded as they are played. Five minutes. */
const MAX_BLOCKS = 15_000;
/** A third of a millisecond of work for Opus, then others have their turn: no tick is late for it. */
const BLOCKS_A_TURN = 4;
const TURN_MS = 2;

/**
 * Kept sounds as packets of 20 ms, encoded once in each codec somebody asks for and shared by all calls. Encoding is
 * done a few blocks at a time beside the tick, one sound after another.
 */
export class KeptPackets {
  readonly #options: KeptPacketsOptions;
  readonly #places = new WeakMap<Int16Array, KeptPlace>();
  /** Used longest ago first. */
  readonly #rows = new Set<PacketRow>();
  /** What calls have asked for, as `opus 16000`: such sounds are encoded as soon as they are kept. */
  readonly #wanted = new Set<string>();
  #jobs: Job[] = [];
  #timer: Timer | null = null;
  #sizeBytes = 0;

  constructor(options: KeptPacketsOptions) {
    this.#options = options;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes up a sound that is kept from now on. @param pieces whole blocks, but for the last */
  add(pieces: readonly Int16Array[], rateHz: number): void {
    if (rateHz !== 8000 && rateHz !== 16_000) return;
    const blockLength = blockSampleCount(rateHz);
    const sampleCount = pieces.reduce((sum, { length }) => sum + length, 0);
    const blockCount = Math.floor(sampleCount / blockLength);
    if (blockCount === 0 || blockCount > MAX_BLOCKS) return;
    const sound: KeptSound = { rateHz, blockCount, pieces, packets: new Map() };
    let firstBlock = 0;
    for (const piece of pieces) {
      this.#places.set(piece, { sound, firstBlock });
      firstBlock += Math.floor(piece.length / blockLength);
    }
    for (const codec of codecs) if (this.#wanted.has(`${codec} ${rateHz}`)) this.#order(sound, codec);
  }

  /** Where a piece of sound belongs; null when it is of none that is kept. */
  placeOf(piece: Int16Array): KeptPlace | null {
    return this.#places.get(piece) ?? null;
  }

  /** Says that calls at this rate send this codec, so that what is kept from now on is encoded at once. */
  want(codec: PacketCodec, rateHz: number): void {
    if (this.#options.encoders[codec] !== undefined) this.#wanted.add(`${codec} ${rateHz}`);
  }

  /** All packets of a sound, one a block; null while they are not there, and then they are made if they can be. */
  packetsOf(sound: KeptSound, codec: PacketCodec): readonly Uint8Array[] | null {
    this.want(codec, sound.rateHz);
    const row = sound.packets.get(codec);
    if (row === undefined || row.isGone) {
      this.#order(sound, codec);
      return null;
    }
    if (row.packets !== null && this.#rows.delete(row)) this.#rows.add(row);
    return row.packets;
  }

  /** Stops encoding. Idempotent. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const { encoder } of this.#jobs.splice(0)) encoder.close();
  }

  #order(sound: KeptSound, codec: PacketCodec): void {
    const createEncoder = this.#options.encoders[codec];
    if (createEncoder === undefined || this.#jobs.length >= MAX_WAITING) return;
    const row: PacketRow = { packets: null, sizeBytes: 0, isGone: false };
    sound.packets.set(codec, row);
    this.#jobs.push({ sound, row, encoder: createEncoder(sound.rateHz), packets: [], piece: 0, offset: 0 });
    this.#timer ??= this.#options.clock.startTimer(TURN_MS, () => this.#work());
  }

  #work(): void {
    this.#timer = null;
    const job = this.#jobs[0];
    if (job === undefined) return;
    const isDone = encodeSome(job);
    if (isDone) {
      this.#jobs.shift();
      job.encoder.close();
      this.#keep(job);
    }
    if (this.#jobs.length > 0) this.#timer = this.#options.clock.startTimer(TURN_MS, () => this.#work());
  }

  #keep({ row, packets }: Job): void {
    row.packets = packets;
    row.sizeBytes = packets.reduce((sum, { length }) => sum + length + ARRAY_BYTES, 0);
    this.#rows.add(row);
    this.#sizeBytes += row.sizeBytes;
    for (const oldest of this.#rows) {
      if (this.#sizeBytes <= (this.#options.maxBytes ?? MAX_BYTES)) return;
      this.#rows.delete(oldest);
      this.#sizeBytes -= oldest.sizeBytes;
      oldest.packets = null;
      oldest.isGone = true;
    }
  }
}

const codecs: readonly PacketCodec[] = ['opus', 'g722', 'pcmu', 'pcma', 'l16'];

/** Encodes the next few blocks. @returns whether those were the last */
function encodeSome(job: Job): boolean {
  const blockLength = blockSampleCount(job.sound.rateHz);
  for (let turn = 0; turn < BLOCKS_A_TURN && job.packets.length < job.sound.blockCount; turn += 1) {
    const piece = job.sound.pieces[job.piece];
    if (piece === undefined) break;
    // The encoder uses its packet again.
    job.packets.push(job.encoder.encode(piece.subarray(job.offset, job.offset + blockLength)).slice());
    job.offset += blockLength;
    if (job.offset + blockLength > piece.length) {
      job.piece += 1;
      job.offset = 0;
    }
  }
  return job.packets.length === job.sound.blockCount;
}
