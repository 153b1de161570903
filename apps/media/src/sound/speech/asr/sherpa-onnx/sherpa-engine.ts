import { int16ToFloat } from '@callwright/audio';
import { type EngineStream, type Heard, NOTHING_HEARD, type SpeechEngine } from '../engine/speech-engine.js';
import { loadSherpa, type SherpaAddon, type SherpaStream } from './sherpa-addon.js';
import { findSherpaModel, type SherpaModel } from './sherpa-model.js';

const RATE_HZ = 16_000;
const FEATURES = { sampleRate: RATE_HZ, featureDim: 80 };
/** Streaming models give a word away only after they have heard what follows it. */
const TAIL_MS = 660;

/** What the engine is told when its process starts. */
export type SherpaEngineSettings = { readonly modelDir: string; readonly threads?: number };

/** A user's model on sherpa-onnx. It may end the process, so it belongs in one of its own. */
export async function createSherpaEngine({ modelDir, threads = 1 }: SherpaEngineSettings): Promise<SpeechEngine> {
  const model = findSherpaModel(modelDir);
  const addon = loadSherpa();
  const config = configOf(model, threads);
  if (!model.isStreaming) {
    const recogniser = new addon.OfflineRecognizer(config);
    return { rateHz: RATE_HZ, openStream: async () => new WholeUtterances(recogniser) };
  }
  const recogniser = new addon.OnlineRecognizer(config);
  return { rateHz: RATE_HZ, openStream: async () => new StreamedUtterances(recogniser) };
}

const configOf = ({ config }: SherpaModel, numThreads: number) => ({
  featConfig: FEATURES,
  modelConfig: { ...config, numThreads, provider: 'cpu', debug: 0 },
  decodingMethod: 'greedy_search',
  enableEndpoint: 1,
});

const floats = (samples: Int16Array) => ({ samples: int16ToFloat(samples), sampleRate: RATE_HZ });

/** Words as models write them: those that know no small letters are not shouting. */
const wordsOf = (text: string): string => (text === text.toUpperCase() ? text.toLowerCase() : text).trim();

class StreamedUtterances implements EngineStream {
  readonly #recogniser: InstanceType<SherpaAddon['OnlineRecognizer']>;
  #stream;

  constructor(recogniser: InstanceType<SherpaAddon['OnlineRecognizer']>) {
    this.#recogniser = recogniser;
    this.#stream = recogniser.createStream();
  }

  async accept(samples: Int16Array): Promise<Heard> {
    this.#stream.acceptWaveform(floats(samples));
    this.#decode();
    const text = wordsOf(this.#recogniser.getResult(this.#stream).text);
    return { text, isEndpoint: text !== '' && this.#recogniser.isEndpoint(this.#stream) };
  }

  async finish() {
    this.#stream.acceptWaveform(floats(new Int16Array((TAIL_MS * RATE_HZ) / 1000)));
    this.#stream.inputFinished();
    this.#decode();
    const { text } = this.#recogniser.getResult(this.#stream);
    await this.reset();
    return { text: wordsOf(text) };
  }

  async reset(): Promise<void> {
    this.#stream = this.#recogniser.createStream();
  }

  close(): void {
    // The garbage collector frees what the library holds.
  }

  #decode(): void {
    while (this.#recogniser.isReady(this.#stream)) this.#recogniser.decode(this.#stream);
  }
}

class WholeUtterances implements EngineStream {
  readonly #recogniser: InstanceType<SherpaAddon['OfflineRecognizer']>;
  #stream: SherpaStream;

  constructor(recogniser: InstanceType<SherpaAddon['OfflineRecognizer']>) {
    this.#recogniser = recogniser;
    this.#stream = recogniser.createStream();
  }

  async accept(samples: Int16Array): Promise<Heard> {
    this.#stream.acceptWaveform(floats(samples));
    return NOTHING_HEARD;
  }

  async finish() {
    const stream = this.#stream;
    await this.reset();
    return { text: wordsOf((await this.#recogniser.decodeAsync(stream)).text) };
  }

  async reset(): Promise<void> {
    this.#stream = this.#recogniser.createStream();
  }

  close(): void {
    // The garbage collector frees what the library holds.
  }
}
