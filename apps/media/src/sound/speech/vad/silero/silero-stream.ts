import { QuietGate } from './quiet-gate.js';
import { STATE_LAYERS } from './silero-model.js';
import { STATE_SIZE } from './silero-network.js';

/** Frames kept for a model that is late: a quarter of a second. Beyond it the oldest is dropped. */
const FRAME_CAPACITY = 8;

/** Hears the probability of one frame, and when it began. */
export type OnProbability = (probability: number, startMs: number) => void;

/** One call's sound on its way to the model, cut into frames. Nothing is allocated once it is made. */
export class SileroStream {
  readonly #rateHz: number;
  readonly #frameSampleCount: number;
  readonly #frames: Float32Array;
  readonly #context: Float32Array;
  readonly #state = new Float32Array(STATE_LAYERS * STATE_SIZE);
  readonly #onProbability: OnProbability;
  readonly #gate: QuietGate | null;
  #probability = 0;
  /** The oldest frame has been found to need judging. */
  #isChecked = false;
  /** Samples taken since the start, and frames taken out since the start. */
  #writtenSamples = 0;
  #readFrames = 0;
  #droppedFrames = 0;
  isClosed = false;
  /** Whether it waits for the model or is being judged. */
  isQueued = false;

  /** @param options.judgesAll whether even lasting quiet is judged */
  constructor(
    options: {
      readonly rateHz: number;
      readonly frameSampleCount: number;
      readonly contextSampleCount: number;
      readonly judgesAll: boolean;
    },
    onProbability: OnProbability,
  ) {
    const { rateHz, frameSampleCount, contextSampleCount, judgesAll } = options;
    this.#gate = judgesAll ? null : new QuietGate();
    this.#rateHz = rateHz;
    this.#frameSampleCount = frameSampleCount;
    this.#frames = new Float32Array(FRAME_CAPACITY * frameSampleCount);
    this.#context = new Float32Array(contextSampleCount);
    this.#onProbability = onProbability;
  }

  /** Whole frames not yet judged. */
  get readyFrames(): number {
    return Math.floor(this.#writtenSamples / this.#frameSampleCount) - this.#readFrames;
  }

  /** Frames lost because the model was late. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** Copies samples behind the last; when there is no room the oldest frame goes. */
  write(samples: Int16Array): void {
    const capacity = this.#frames.length;
    let at = this.#writtenSamples % capacity;
    for (let i = 0; i < samples.length; i++) {
      this.#frames[at] = (samples[i] ?? 0) / 32_768;
      at += 1;
      if (at === capacity) at = 0;
    }
    this.#writtenSamples += samples.length;
    // The frame being filled overlaps the oldest one as soon as all places are taken.
    while (this.#writtenSamples - this.#readFrames * this.#frameSampleCount > capacity) {
      this.#readFrames += 1;
      this.#droppedFrames += 1;
    }
  }

  /** Leaves out frames that need not be judged: they are like the last that was. @returns whether there are others */
  skipQuiet(): boolean {
    const gate = this.#gate;
    if (gate === null) return this.readyFrames > 0;
    while (this.readyFrames > 0) {
      if (this.#isChecked || !gate.maySkip(levelOf(this.#frame()))) {
        this.#isChecked = true;
        return true;
      }
      this.#takeOut(this.#frame());
      this.#onProbability(this.#probability, this.#startMs);
    }
    return false;
  }

  /** Copies context and the oldest frame to `row`, and the state to its places for row `rowIndex` of `rowCount`. */
  take(row: Float32Array, state: Float32Array, rowIndex: number, rowCount: number): void {
    const frame = this.#frame();
    row.set(this.#context);
    row.set(frame, this.#context.length);
    for (let layer = 0; layer < STATE_LAYERS; layer += 1) {
      const own = this.#state.subarray(layer * STATE_SIZE, (layer + 1) * STATE_SIZE);
      state.set(own, (layer * rowCount + rowIndex) * STATE_SIZE);
    }
    this.#takeOut(frame);
  }

  /** Takes back the model's answer to the frame taken last. */
  answer(probability: number, state: Float32Array, rowIndex: number, rowCount: number): void {
    for (let layer = 0; layer < STATE_LAYERS; layer += 1) {
      const start = (layer * rowCount + rowIndex) * STATE_SIZE;
      this.#state.set(state.subarray(start, start + STATE_SIZE), layer * STATE_SIZE);
    }
    this.#probability = probability;
    this.#gate?.judged(probability);
    this.#onProbability(probability, this.#startMs);
  }

  /** When the frame taken out last began. */
  get #startMs(): number {
    return ((this.#readFrames - 1) * this.#frameSampleCount * 1000) / this.#rateHz;
  }

  /** The oldest frame. */
  #frame(): Float32Array {
    const start = (this.#readFrames % FRAME_CAPACITY) * this.#frameSampleCount;
    return this.#frames.subarray(start, start + this.#frameSampleCount);
  }

  #takeOut(frame: Float32Array): void {
    if (this.#context.length > 0) this.#context.set(frame.subarray(-this.#context.length));
    this.#readFrames += 1;
    this.#isChecked = false;
  }
}

/** Root mean square, 0 to 1. */
function levelOf(frame: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) sum += (frame[i] ?? 0) ** 2;
  return Math.sqrt(sum / frame.length);
}
