/** So many quiet frames in a row must have been found to hold no voice before the next is left out: a quarter of a second. */
const SETTLED_FRAMES = 8;
/** What the model says of quiet once it has settled; measured: 0.005 to 0.03. */
const MOST_PROBABLE = 0.05;
/** Every so many frames of quiet one is judged all the same: the model's state stays that of this line. */
const REFRESHED_AFTER = 16;
/** Root mean square, 0 to 1: softer than -66 dB of full scale is hardly more than the last bit of mu-law. */
const LEAST_LIMIT = 0.0005;
/** Louder than -45 dB is judged, whatever the line is like. */
export const MOST_LIMIT = 0.0056;
/** How far above the quietest of the line a frame counts as quiet: 2.3 dB. */
const ABOVE_FLOOR = 1.3;
/** How fast the level that is thought to be the line's own rises while it is louder: twofold in two seconds. */
const RISE = 1.01;

/**
 * Tells which frames of a call need not be judged: those of lasting quiet, on a line that the model has found to be quiet.
 * Callers listen most of the time, and the model costs more than everything else that is done for a packet. The first
 * frame that is louder is judged, and so are all until it has been quiet for a while again.
 */
export class QuietGate {
  #quietFrames = 0;
  #skippedFrames = 0;
  #floor = Number.POSITIVE_INFINITY;

  /** Whether the next frame may be taken for one like the last that was judged. @param level root mean square, 0 to 1 */
  maySkip(level: number): boolean {
    this.#floor = Math.min(level, this.#floor * RISE + Number.EPSILON);
    if (level > Math.min(MOST_LIMIT, Math.max(LEAST_LIMIT, this.#floor * ABOVE_FLOOR))) this.#quietFrames = 0;
    if (this.#quietFrames < SETTLED_FRAMES) return false;
    this.#skippedFrames = (this.#skippedFrames + 1) % REFRESHED_AFTER;
    return this.#skippedFrames !== 0;
  }

  /** What the model said of a frame that was not left out. */
  judged(probability: number): void {
    this.#quietFrames = probability < MOST_PROBABLE ? this.#quietFrames + 1 : 0;
  }
}
