import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readBranchConstants } from '../../onnx/read-onnx.js';
import type { VadRateHz } from '../port.js';
import { layOutSilero, STATE_SIZE, windowSampleCount } from './silero-network.js';

/** Samples the model judges at a time: 32 ms at either rate. */
export const frameSampleCounts: Readonly<Record<VadRateHz, number>> = { 8000: 256, 16000: 512 };

/**
 * Samples of the frame before that the model needs in front of each frame (Silero v5 and v6). Without them it is deaf:
 * it was measured to hear 0.1 % of speech at 16 kHz.
 */
export const contextSampleCounts: Readonly<Record<VadRateHz, number>> = { 8000: 32, 16000: 64 };

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

/** Windows of the network's spectrum, by which its branches for the two rates are told apart. */
const windowSampleCounts: Readonly<Record<VadRateHz, number>> = { 8000: 128, 16000: 256 };

/** The Silero network; one session a rate serves all calls. */
export class SileroModel {
  readonly #sessions: Readonly<Record<VadRateHz, InferenceSession>>;

  private constructor(sessions: Readonly<Record<VadRateHz, InferenceSession>>) {
    this.#sessions = sessions;
  }

  /** Loads the network (about 10 MB). @throws Error when the file is not built as expected */
  static async load(): Promise<SileroModel> {
    const branches = readBranchConstants(await readFile(sileroPath()));
    // One thread each: the machine's cores belong to the calls, and a batch takes a millisecond.
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
    const open = (rateHz: VadRateHz) => {
      const weights = branches.find((branch) => windowSampleCount(branch) === windowSampleCounts[rateHz]);
      if (weights === undefined) throw new Error(`The Silero network knows nothing of ${rateHz} Hz`);
      return InferenceSession.create(layOutSilero(weights), options);
    };
    return new SileroModel({ 8000: await open(8000), 16000: await open(16_000) });
  }

  /** Judges a batch: a turn of the event loop later, and on this thread. 10 to 20 µs a row, and 150 µs for all. */
  async run({ rateHz, rowCount, input, rowSampleCount, state }: SileroBatch): Promise<SileroAnswer> {
    const { output, stateN } = await this.#sessions[rateHz].run({
      input: new Tensor('float32', input, [rowCount, rowSampleCount]),
      state: new Tensor('float32', state, [STATE_LAYERS, rowCount, STATE_SIZE]),
    });
    if (!output || !stateN) throw new Error('The Silero model has other outputs than expected');
    return { probabilities: output.data as Float32Array, state: stateN.data as Float32Array };
  }

  /** Frees the sessions; no batch may be under way. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#sessions).map((session) => session.release()));
  }
}

/** Where the network is, as its authors made it. */
export const sileroPath = (): string =>
  fileURLToPath(new URL('./silero_vad_v6.onnx', import.meta.resolve('@ricky0123/vad-web')));
