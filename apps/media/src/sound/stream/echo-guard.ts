import { BLOCK_MS, blockSampleCount } from '@callwright/audio';

/** How long our sound may take to come back: network both ways, buffers, the room of the caller. */
const LONGEST_DELAY_BLOCKS = 500 / BLOCK_MS;
/** Blocks over which what we said and what we hear are compared in shape. */
const SHAPE_BLOCKS = 1000 / BLOCK_MS;
/** Softer than this we say nothing, in dB below full scale. */
const SILENCE_DB = -60;
/** How much softer an echo is than what we said, until it is known better: what good telephones do is twice as much. */
const FIRST_RETURN_DB = -20;
const LEAST_RETURN_DB = -32;
const MOST_RETURN_DB = -3;
/** An echo does not rise above its usual level by more than this; who does is somebody else. */
const MARGIN_DB = 7;
/** What comes back of a prompt's softest parts is drowned by the noise of the codec: nobody speaks as softly as that. */
const LEAST_SAID_DB = -48;
/** A click passes alone; a voice is loud again and again, and then its soft parts pass as well. */
const VOICE_BLOCKS = 3;
const VOICE_WITHIN_BLOCKS = 160 / BLOCK_MS;
const VOICE_HANGOVER_BLOCKS = 300 / BLOCK_MS;
/** From here on what we hear has the shape of what we said: it is our own, however loud. */
const SAME_SHAPE = 0.8;
const MOST_EXCESS_DB = 5;
/** What hardly rises and falls (a tone, music) has no shape: anything would be like it. Standard deviation in dB. */
const LEAST_SHAPE_DB = 2;
/** Chance gives a voice our shape for a moment, not for so long. */
const SHAPED_BLOCKS = 160 / BLOCK_MS;
/** The usual level is forgotten by 1 dB a second, and learnt by 5: the loudest of an echo comes rarely. */
const FORGET_DB = BLOCK_MS / 1000;
const LEARN_DB = (5 * BLOCK_MS) / 1000;

/**
 * Keeps our own words, that come back from the caller's loudspeaker, from being taken for the caller's. What is heard
 * while we speak passes only when it is louder than our echo could be: louder than anything we said within the last half
 * second, by what is known of how much softer the echo is. Compares levels only, so no codec on the way disturbs it.
 * Costs two sums a block while we speak, and nothing while we do not.
 */
export class EchoGuard {
  readonly #silence: Int16Array;
  /** Levels in dB of the last blocks we said, and heard. */
  readonly #said = new LevelRing(SHAPE_BLOCKS + LONGEST_DELAY_BLOCKS);
  readonly #heard = new LevelRing(SHAPE_BLOCKS);
  /** Blocks since we said something. */
  #quietBlocks = Number.POSITIVE_INFINITY;
  /** Blocks that pass whatever they are; below zero none does. */
  #openBlocks = -1;
  #loudBlocks = 0;
  #shapedBlocks = 0;
  #meanRatioDb = 0;
  #sinceLoudBlocks = 0;
  #returnDb = FIRST_RETURN_DB;

  constructor(rateHz: number) {
    this.#silence = new Int16Array(blockSampleCount(rateHz));
  }

  /** How much softer than what we say its echo is taken to be, in dB. */
  get returnDb(): number {
    return this.#returnDb;
  }

  /** What we say, 20 ms; null when we say nothing. In the tick. */
  say(block: Int16Array | null): void {
    const db = block === null ? Number.NEGATIVE_INFINITY : levelOf(block);
    if (db > SILENCE_DB && this.#quietBlocks > LONGEST_DELAY_BLOCKS) this.#beginAnew();
    this.#quietBlocks = db > SILENCE_DB ? 0 : this.#quietBlocks + 1;
    if (this.#quietBlocks > this.#said.length) return;
    this.#said.add(db);
  }

  /** What is heard, 20 ms, or silence in its place when it may be our own. In the tick; the block is not changed. */
  hear(block: Int16Array): Int16Array {
    if (this.#quietBlocks > LONGEST_DELAY_BLOCKS) return block;
    const heardDb = levelOf(block);
    this.#heard.add(heardDb);
    const saidDb = this.#loudest();
    if (this.#isOwn(heardDb - saidDb)) return this.#silence;
    return block;
  }

  /**
   * What was said and heard before a long silence of ours tells nothing about an echo: a caller who answers each prompt
   * at the same moment of it rises and falls as the prompts do.
   */
  #beginAnew(): void {
    this.#said.clear();
    this.#heard.clear();
    this.#shapedBlocks = 0;
  }

  /** @param ratioDb how loud the block is beside the loudest that could be coming back */
  #isOwn(ratioDb: number): boolean {
    if (ratioDb <= this.#returnDb + MARGIN_DB) {
      if (ratioDb < this.#returnDb) this.#returnDb = Math.max(LEAST_RETURN_DB, this.#returnDb - FORGET_DB);
      else if (this.#hasOurShape()) this.#returnDb += LEARN_DB;
      this.#sinceLoudBlocks += 1;
      if (this.#sinceLoudBlocks > VOICE_WITHIN_BLOCKS) this.#loudBlocks = 0;
      this.#openBlocks = Math.max(-1, this.#openBlocks - 1);
      return this.#openBlocks < 0;
    }
    this.#shapedBlocks = this.#hasOurShape() ? this.#shapedBlocks + 1 : 0;
    if (this.#shapedBlocks >= SHAPED_BLOCKS) {
      this.#returnDb = Math.min(MOST_RETURN_DB, ratioDb);
      this.#openBlocks = -1;
      this.#loudBlocks = 0;
      return true;
    }
    this.#loudBlocks += 1;
    this.#sinceLoudBlocks = 0;
    if (this.#loudBlocks >= VOICE_BLOCKS) this.#openBlocks = VOICE_HANGOVER_BLOCKS;
    return false;
  }

  #loudest(): number {
    let loudest = LEAST_SAID_DB;
    for (let back = 1; back <= LONGEST_DELAY_BLOCKS; back += 1) loudest = Math.max(loudest, this.#said.at(back));
    return loudest;
  }

  /** Whether the last second rose and fell as what we said did, some delay before, and the last block no less. */
  #hasOurShape(): boolean {
    if (this.#heard.count < SHAPE_BLOCKS || this.#said.count < this.#said.length) return false;
    let best = SAME_SHAPE;
    let excessDb = Number.POSITIVE_INFINITY;
    for (let delay = 0; delay < LONGEST_DELAY_BLOCKS; delay += 1) {
      const likeness = this.#compare(delay);
      if (likeness <= best) continue;
      best = likeness;
      excessDb = this.#heard.at(1) - this.#said.at(1 + delay) - this.#meanRatioDb;
    }
    // Somebody who begins to speak over our echo is louder than it has been.
    return excessDb < MOST_EXCESS_DB;
  }

  /** Correlation of the two levels, -1 to 1; notes how much louder one has been than the other. */
  #compare(delay: number): number {
    const heard = this.#heard;
    const said = this.#said;
    let sumA = 0;
    let sumB = 0;
    let sumAA = 0;
    let sumBB = 0;
    let sumAB = 0;
    for (let back = 1; back <= SHAPE_BLOCKS; back += 1) {
      const a = Math.max(SILENCE_DB, heard.at(back));
      const b = Math.max(SILENCE_DB, said.at(back + delay));
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
    this.#meanRatioDb = (sumA - sumB) / SHAPE_BLOCKS;
    const spreadA = sumAA - (sumA * sumA) / SHAPE_BLOCKS;
    const spreadB = sumBB - (sumB * sumB) / SHAPE_BLOCKS;
    if (spreadB < SHAPE_BLOCKS * LEAST_SHAPE_DB ** 2) return 0;
    return (sumAB - (sumA * sumB) / SHAPE_BLOCKS) / Math.sqrt(Math.max(1, spreadA * spreadB));
  }
}

/** The last levels that were added, each kept twice, one length apart: none of a row needs a division to be found. */
class LevelRing {
  readonly length: number;
  readonly #levels: Float32Array;
  #next = 0;
  /** How many have been added. */
  count = 0;

  constructor(length: number) {
    this.length = length;
    this.#levels = new Float32Array(2 * length).fill(Number.NEGATIVE_INFINITY);
  }

  add(db: number): void {
    this.#levels[this.#next] = db;
    this.#levels[this.#next + this.length] = db;
    this.#next = this.#next + 1 === this.length ? 0 : this.#next + 1;
    this.count += 1;
  }

  /** @param back 1 for the last, at most `length` */
  at(back: number): number {
    return this.#levels[this.#next + this.length - back] ?? SILENCE_DB;
  }

  clear(): void {
    this.#levels.fill(Number.NEGATIVE_INFINITY);
    this.count = 0;
  }
}

/** Level of a block in dB below full scale. */
function levelOf(block: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < block.length; i++) sum += (block[i] ?? 0) ** 2;
  return 10 * Math.log10(sum / block.length / 32_768 ** 2);
}
