import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { VadRateHz } from '../port.js';

/** Samples the model judges at a time: 32 ms at either rate. */
export const frameSampleCounts: Readonly<Record<VadRateHz, number>> = { 8000: 256, 16000: 512 };

/**
 * Samples of the frame before that the model needs in front of each frame (Silero v5 and v6). Without them it is deaf:
 * it was measured to hear 0.1 % of speech at 16 kHz.
 */
export const contextSampleCounts: Readonly<Record<VadRateHz, number>> = { 8000: 32, 16000: 64 };

/** Numbers of recurrent state for each of the model's layers. */
export const STATE_SIZE = 128;
/** How many layers the model has. */
export const STATE_LAYERS = 2;

/** A batch as the model takes it, row by row. */
export type SileroBatch = {
  readonly rateHz: VadRateHz;
  readonly rowCount: number;
  /** `rowCount` rows of context and frame, -1 to 1. Must not change until the answer is there. */
  readonly input: Float32Array;
  readonly rowSampleCount: number;
  /** Two layers of `rowCount` rows of {@link STATE_SIZE}. Must not change either. */
  readonly state: Float32Array;
};

/** What the model says to a batch. */
export type SileroAnswer = {
  /** One for each row, 0 to 1. */
  readonly probabilities: Float32Array;
  /** As `state` of the batch, for the next frames. */
  readonly state: Float32Array;
};

/** The Silero network; one session serves all calls. */
export class SileroModel {
  readonly #session: InferenceSession;
  readonly #rates = { 8000: rateTensor(8000), 16000: rateTensor(16_000) };

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Loads the network (about 10 MB). */
  static async load(): Promise<SileroModel> {
    const path = fileURLToPath(new URL('./silero_vad_v6.onnx', import.meta.resolve('@ricky0123/vad-web')));
    // One thread each: the machine's cores belong to the calls, and a batch takes a millisecond or two.
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
    return new SileroModel(await InferenceSession.create(path, options));
  }

  /** Judges a batch: a turn of the event loop later, and on this thread. About 20 µs for each row. */
  async run({ rateHz, rowCount, input, rowSampleCount, state }: SileroBatch): Promise<SileroAnswer> {
    const { output, stateN } = await this.#session.run({
      input: new Tensor('float32', input, [rowCount, rowSampleCount]),
      state: new Tensor('float32', state, [STATE_LAYERS, rowCount, STATE_SIZE]),
      sr: this.#rates[rateHz],
    });
    if (!output || !stateN) throw new Error('The Silero model has other outputs than expected');
    return { probabilities: output.data as Float32Array, state: stateN.data as Float32Array };
  }

  /** Frees the session; no batch may be under way. */
  async close(): Promise<void> {
    await this.#session.release();
  }
}

const rateTensor = (rateHz: VadRateHz) => new Tensor('int64', BigInt64Array.of(BigInt(rateHz)), []);
