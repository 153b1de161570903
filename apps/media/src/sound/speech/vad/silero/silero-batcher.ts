import type { Log } from '../../../../platform/logging.js';
import type { VadRateHz } from '../port.js';
import {
  contextSampleCounts,
  frameSampleCounts,
  type SileroAnswer,
  type SileroModel,
  STATE_LAYERS,
} from './silero-model.js';
import { STATE_SIZE } from './silero-network.js';
import { type OnProbability, SileroStream } from './silero-stream.js';

/** More calls than this are judged in turns. */
const MAX_ROWS = 64;

/**
 * Judges the frames of all calls of one rate together. Frames that become whole during one tick of the pacer go to the
 * model as one batch right after it; while the model works the next ones gather. Batched results are those of single
 * runs but for rounding.
 */
export class SileroBatcher {
  readonly #model: Pick<SileroModel, 'run'>;
  readonly #rateHz: VadRateHz;
  readonly #log: Log;
  readonly #frameSampleCount: number;
  readonly #contextSampleCount: number;
  readonly #judgesAll: boolean;
  readonly #rowSampleCount: number;
  readonly #input: Float32Array;
  readonly #state = new Float32Array(MAX_ROWS * STATE_LAYERS * STATE_SIZE);
  readonly #batch: SileroStream[] = [];
  #waiting: SileroStream[] = [];
  #running: Promise<void> | null = null;
  #isFailing = false;

  /**
   * @param options for tests that show what would be otherwise: `contextSampleCount`, by default what the model needs;
   * `judgesAll`: lasting quiet is judged, too
   */
  constructor(
    model: Pick<SileroModel, 'run'>,
    rateHz: VadRateHz,
    log: Log,
    options: { readonly contextSampleCount?: number; readonly judgesAll?: boolean } = {},
  ) {
    this.#model = model;
    this.#rateHz = rateHz;
    this.#log = log;
    this.#frameSampleCount = frameSampleCounts[rateHz];
    this.#contextSampleCount = options.contextSampleCount ?? contextSampleCounts[rateHz];
    this.#judgesAll = options.judgesAll ?? false;
    this.#rowSampleCount = this.#contextSampleCount + this.#frameSampleCount;
    this.#input = new Float32Array(MAX_ROWS * this.#rowSampleCount);
  }

  /** Makes the stream of one call. */
  open(onProbability: OnProbability): SileroStream {
    const sizes = { frameSampleCount: this.#frameSampleCount, contextSampleCount: this.#contextSampleCount };
    return new SileroStream({ rateHz: this.#rateHz, ...sizes, judgesAll: this.#judgesAll }, onProbability);
  }

  /** Adds sound to a stream; its frames are judged after the current task. */
  write(stream: SileroStream, samples: Int16Array): void {
    stream.write(samples);
    if (stream.isQueued || stream.readyFrames === 0) return;
    stream.isQueued = true;
    this.#waiting.push(stream);
    this.#running ??= this.#run();
  }

  /** Settles when all that was written is judged. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // Lets the pacer's tick end first: the other calls' frames of this tick join the batch.
    await null;
    while (this.#fillBatch()) {
      await this.#judge();
      this.#requeue();
    }
    this.#running = null;
  }

  #fillBatch(): boolean {
    const waiting = this.#waiting;
    this.#batch.length = 0;
    let taken = 0;
    for (; taken < waiting.length && this.#batch.length < MAX_ROWS; taken += 1) {
      const stream = waiting[taken];
      if (stream !== undefined && this.#needsJudging(stream)) this.#batch.push(stream);
    }
    this.#waiting = waiting.slice(taken);
    return this.#batch.length > 0;
  }

  #needsJudging(stream: SileroStream): boolean {
    if (stream.isClosed) return false;
    stream.isQueued = this.#tell(() => stream.skipQuiet());
    return stream.isQueued;
  }

  async #judge(): Promise<void> {
    const rowCount = this.#batch.length;
    const rowSampleCount = this.#rowSampleCount;
    for (const [index, stream] of this.#batch.entries()) {
      const row = this.#input.subarray(index * rowSampleCount, (index + 1) * rowSampleCount);
      stream.take(row, this.#state, index, rowCount);
    }
    const input = this.#input.subarray(0, rowCount * rowSampleCount);
    const state = this.#state.subarray(0, rowCount * STATE_LAYERS * STATE_SIZE);
    try {
      const answer = await this.#model.run({ rateHz: this.#rateHz, rowCount, input, rowSampleCount, state });
      for (const [index, stream] of this.#batch.entries()) this.#deliver(stream, answer, index);
      this.#isFailing = false;
    } catch (error) {
      // Frames come 31 times a second: the first of a row of failures says it all.
      if (!this.#isFailing) this.#log.error({ err: error, rowCount }, 'voice detection failed');
      this.#isFailing = true;
    }
  }

  #deliver(stream: SileroStream, { probabilities, state }: SileroAnswer, index: number): void {
    if (stream.isClosed) return;
    this.#tell(() => {
      stream.answer(probabilities[index] ?? 0, state, index, this.#batch.length);
      return true;
    });
  }

  /** A listener that throws harms no other call. @returns false when it did */
  #tell(task: () => boolean): boolean {
    try {
      return task();
    } catch (error) {
      this.#log.error({ err: error }, 'listener of voice detection failed');
      return false;
    }
  }

  /** Streams that got another whole frame meanwhile wait again, behind those that waited already. */
  #requeue(): void {
    for (const stream of this.#batch) {
      stream.isQueued = stream.readyFrames > 0;
      if (stream.isQueued) this.#waiting.push(stream);
    }
  }
}
