import { Tensor } from 'onnxruntime-node';
import type { EngineAnswer } from '../engine/messages.js';
import type { EngineStream, Heard, SpeechEngine } from '../engine/speech-engine.js';
import { joinTokens } from '../model/tokens.js';
import { Fbank } from './fbank.js';
import type { GreedyDecoder } from './greedy-decoder.js';
import { FEATURE_RATE_HZ } from './mel-filters.js';
import { loadStreamingModel, type StreamingModel } from './streaming-model.js';
import type { SessionState } from './streaming-session.js';

const FRAME_MS = 10;
/** Silence after words that ends an utterance, as sherpa-onnx's rule 2. */
const ENDPOINT_SILENCE_MS = 1200;
/** What the encoder must hear after the last word to give it away. */
const TAIL_MS = 400;

/** A user's streaming transducer or CTC model on onnxruntime, decoded greedily. */
export async function createStreamingOnnxEngine(modelDir: string): Promise<SpeechEngine> {
  const model = await loadStreamingModel(modelDir);
  return { rateHz: FEATURE_RATE_HZ, openStream: async () => new StreamingOnnxStream(model) };
}

class StreamingOnnxStream implements EngineStream {
  readonly #model: StreamingModel;
  readonly #fbank: Fbank;
  #features = new Float32Array(0);
  #state: SessionState;
  #decoder: GreedyDecoder;
  #outputFrameMs = FRAME_MS;

  constructor(model: StreamingModel) {
    this.#model = model;
    this.#fbank = new Fbank(model.filterCount);
    this.#state = model.encoder.createState();
    this.#decoder = model.createDecoder();
  }

  async accept(samples: Int16Array): Promise<Heard> {
    this.#features = joinFeatures(this.#features, this.#fbank.accept(samples));
    const { windowFrames, chunkFrames, filterCount } = this.#model;
    while (this.#features.length >= windowFrames * filterCount) {
      await this.#runChunk(this.#features.slice(0, windowFrames * filterCount));
      this.#features = this.#features.slice(chunkFrames * filterCount);
    }
    const { tokens, trailingBlanks } = this.#decoder.decoded;
    const isEndpoint = tokens.length > 0 && trailingBlanks * this.#outputFrameMs >= ENDPOINT_SILENCE_MS;
    return { text: this.#text(), isEndpoint };
  }

  async finish(): Promise<EngineAnswer> {
    const { windowFrames, chunkFrames } = this.#model;
    const tailMs = TAIL_MS + (windowFrames + chunkFrames) * FRAME_MS;
    await this.accept(new Int16Array((tailMs * FEATURE_RATE_HZ) / 1000));
    const text = this.#text();
    await this.reset();
    return { text };
  }

  async reset(): Promise<void> {
    this.#fbank.reset();
    this.#features = new Float32Array(0);
    this.#state = this.#model.encoder.createState();
    this.#decoder = this.#model.createDecoder();
  }

  close(): void {
    this.#state = new Map();
  }

  async #runChunk(features: Float32Array): Promise<void> {
    const { encoder, windowFrames, chunkFrames, filterCount } = this.#model;
    const data = new Tensor('float32', features, [1, windowFrames, filterCount]);
    const { output, state } = await encoder.step(data, windowFrames, this.#state);
    this.#state = state;
    this.#outputFrameMs = (chunkFrames * FRAME_MS) / (output.dims[1] ?? chunkFrames);
    await this.#decoder.accept(output);
  }

  #text(): string {
    return joinTokens(this.#decoder.decoded.tokens.map(({ id }) => this.#model.tokens[id] ?? ''));
  }
}

function joinFeatures(one: Float32Array, other: Float32Array): Float32Array<ArrayBuffer> {
  const joined = new Float32Array(one.length + other.length);
  joined.set(one);
  joined.set(other, one.length);
  return joined;
}
