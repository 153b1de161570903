import { InferenceSession, Tensor } from 'onnxruntime-node';
import { badModel } from '../model/model-folder.js';

/** The state of one stream: caches by the name of the input they go to. Replaced, never changed. */
export type SessionState = ReadonlyMap<string, Tensor>;
/** What one run gives: the first output, and the state for the next run. */
export type SessionStep = { readonly output: Tensor; readonly state: SessionState };

const RUN_OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
/** Far more than any model's caches; a wrong shape must not take the memory of the machine. */
const MAX_CACHE_VALUES = 1 << 26;

type Declared = { readonly name: string; readonly type: string; readonly shape: readonly (number | string)[] };

/**
 * One part of a streaming model. Its first input is the data and its first output the result; all other inputs are
 * caches, and each output after the first is the next value of the cache in the same place.
 */
export class StreamingSession {
  readonly #session: InferenceSession;
  readonly #inputs: readonly Declared[];

  private constructor(session: InferenceSession, inputs: readonly Declared[]) {
    this.#session = session;
    this.#inputs = inputs;
  }

  /** @throws AppError `speech.badModel` when the file is no model, or its caches do not go round */
  static async load(path: string, what: string): Promise<StreamingSession> {
    let session: InferenceSession;
    try {
      session = await InferenceSession.create(path, { ...RUN_OPTIONS, logSeverityLevel: 4 });
    } catch (cause) {
      throw badModel(`The ${what} is no model onnxruntime can use`, cause);
    }
    const inputs = session.inputMetadata.flatMap((input) => (input.isTensor ? [{ ...input }] : []));
    return new StreamingSession(session, inputs);
  }

  /** Shape of the data; a name stands for any size. */
  get dataShape(): readonly (number | string)[] {
    return this.#inputs[0]?.shape ?? [];
  }

  /** Caches of nothing heard yet. @throws AppError `speech.badModel` when a type or a size is none that caches have */
  createState(): SessionState {
    const caches = this.#caches();
    if (caches.length !== this.#session.outputNames.length - 1)
      throw badModel('The model does not give back as many caches as it takes');
    return new Map(caches.map((input) => [input.name, zeros(input)]));
  }

  /** Runs without caches. */
  async infer(inputs: readonly Tensor[]): Promise<Tensor> {
    const feeds = Object.fromEntries(this.#session.inputNames.map((name, index) => [name, tensorAt(inputs, index)]));
    const results = await this.#session.run(feeds);
    return outputOf(results, this.#session.outputNames[0]);
  }

  /** Runs one chunk. @param frames its frames, for models that want to be told */
  async step(data: Tensor, frames: number, state: SessionState): Promise<SessionStep> {
    const feeds: Record<string, Tensor> = Object.fromEntries(state);
    feeds[this.#inputs[0]?.name ?? ''] = data;
    const lengths = this.#inputs.find(isLengths);
    if (lengths) feeds[lengths.name] = new Tensor('int64', BigInt64Array.of(BigInt(frames)), [1]);
    const results = await this.#session.run(feeds);
    const [first, ...next] = this.#session.outputNames;
    return {
      output: outputOf(results, first),
      state: new Map(this.#caches().map(({ name }, index) => [name, outputOf(results, next[index])])),
    };
  }

  #caches(): readonly Declared[] {
    return this.#inputs.slice(1).filter((input) => !isLengths(input));
  }
}

const isLengths = ({ name }: Declared): boolean => name === 'x_lens';

function zeros({ name, type, shape }: Declared): Tensor {
  // A size without a number is that of the batch, and we have one stream.
  const sizes = shape.map((size) => (typeof size === 'number' && size >= 0 ? size : 1));
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count > MAX_CACHE_VALUES) throw badModel(`The cache ${name} of the model is too large`);
  if (type === 'float32') return new Tensor('float32', new Float32Array(count), sizes);
  if (type === 'int64') return new Tensor('int64', new BigInt64Array(count), sizes);
  throw badModel(`The cache ${name} of the model has a type that is not supported: ${type}`);
}

function tensorAt(inputs: readonly Tensor[], index: number): Tensor {
  const input = inputs[index];
  if (!input) throw badModel('The model wants more inputs than it is known to have');
  return input;
}

function outputOf(results: InferenceSession.ReturnType, name: string | undefined): Tensor {
  const output = name === undefined ? undefined : results[name];
  if (!(output instanceof Tensor)) throw badModel('The model gives no tensor');
  return output;
}
