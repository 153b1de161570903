import { blockSampleCount, Resampler } from '@callwright/audio';
import createModule from '@echogarden/rnnoise-wasm/rnnoise.js';

/** Takes steady noise out of one caller's sound. */
export type NoiseFilter = {
  /** 20 ms in, 20 ms out, some 16 ms late; the result is used again by the next call. In the tick. */
  readonly process: (block: Int16Array) => Int16Array;
  /** Frees the engine's memory. Idempotent. */
  readonly close: () => void;
};

/** The one rate and frame of RNNoise. */
const ENGINE_RATE_HZ = 48_000;
const FRAME_SAMPLES = 480;
const FLOAT_BYTES = 4;

/** Makes noise filters, about 90 KB each, on one engine. @returns a function: `rateHz` is that of the caller's blocks */
export async function createNoiseFilters(): Promise<(rateHz: number) => NoiseFilter> {
  const engine = await createModule();
  // One buffer serves all calls: a frame is copied in, cleaned in place and copied out at once.
  const buffer = engine._malloc(FRAME_SAMPLES * FLOAT_BYTES);
  return (rateHz) => new RnnoiseFilter(engine, buffer, rateHz);
}

type Engine = Awaited<ReturnType<typeof createModule>>;

class RnnoiseFilter implements NoiseFilter {
  readonly #engine: Engine;
  readonly #buffer: number;
  readonly #state: number;
  readonly #up: Resampler;
  readonly #down: Resampler;
  readonly #wide = new Int16Array(2 * FRAME_SAMPLES);
  readonly #block: Int16Array;
  #isClosed = false;

  constructor(engine: Engine, buffer: number, rateHz: number) {
    this.#engine = engine;
    this.#buffer = buffer;
    this.#state = engine._rnnoise_create(0);
    this.#up = new Resampler(rateHz, ENGINE_RATE_HZ);
    this.#down = new Resampler(ENGINE_RATE_HZ, rateHz);
    this.#block = new Int16Array(blockSampleCount(rateHz));
  }

  process(block: Int16Array): Int16Array {
    if (this.#isClosed) return block;
    const wide = this.#up.process(block);
    for (let at = 0; at < this.#wide.length; at += FRAME_SAMPLES) this.#clean(wide, at);
    this.#block.set(this.#down.process(this.#wide));
    return this.#block;
  }

  close(): void {
    if (!this.#isClosed) this.#engine._rnnoise_destroy(this.#state);
    this.#isClosed = true;
  }

  #clean(wide: Int16Array, from: number): void {
    const at = this.#buffer / FLOAT_BYTES;
    const { HEAPF32 } = this.#engine;
    for (let index = 0; index < FRAME_SAMPLES; index += 1) HEAPF32[at + index] = wide[from + index] ?? 0;
    this.#engine._rnnoise_process_frame(this.#state, this.#buffer, this.#buffer);
    for (let index = 0; index < FRAME_SAMPLES; index += 1) this.#wide[from + index] = HEAPF32[at + index] ?? 0;
  }
}
