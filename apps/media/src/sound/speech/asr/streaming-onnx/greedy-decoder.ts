import { Tensor } from 'onnxruntime-node';
import { badModel } from '../model/model-folder.js';
import type { StreamingSession } from './streaming-session.js';

/** The token that stands for none, in every model of this kind. */
const BLANK = 0;

/** What a stream has said: tokens with the frames of output they were heard in, and the blank frames since. */
export type Decoded = {
  readonly tokens: readonly { readonly id: number; readonly frame: number }[];
  readonly trailingBlanks: number;
};

/** Turns the output of an encoder into tokens, frame by frame. */
export interface GreedyDecoder {
  /** @param output of shape [1, frames, size] */
  accept(output: Tensor): Promise<void>;
  readonly decoded: Decoded;
}

/** The frames of an output as rows. @throws AppError `speech.badModel` when it has another shape */
function* framesOf(output: Tensor): Iterable<Float32Array> {
  const [batch, frameCount, size] = output.dims;
  if (batch !== 1 || !frameCount || !size || !(output.data instanceof Float32Array))
    throw badModel('The model gives no frames of numbers');
  for (let frame = 0; frame < frameCount; frame++) yield output.data.subarray(frame * size, (frame + 1) * size);
}

abstract class TokenList {
  readonly #tokens: { readonly id: number; readonly frame: number }[] = [];
  #frame = 0;
  #trailingBlanks = 0;

  get decoded(): Decoded {
    return { tokens: this.#tokens, trailingBlanks: this.#trailingBlanks };
  }

  protected add(id: number, isNew: boolean): void {
    if (isNew) this.#tokens.push({ id, frame: this.#frame });
    this.#trailingBlanks = id === BLANK ? this.#trailingBlanks + 1 : 0;
    this.#frame += 1;
  }
}

/** Connectionist temporal classification: the best token of each frame, repeated ones once. */
export class CtcDecoder extends TokenList implements GreedyDecoder {
  readonly #vocabularySize: number;
  #previous = BLANK;

  constructor(vocabularySize: number) {
    super();
    this.#vocabularySize = vocabularySize;
  }

  async accept(output: Tensor): Promise<void> {
    for (const scores of framesOf(output)) {
      const id = bestOf(scores, this.#vocabularySize);
      this.add(id, id !== BLANK && id !== this.#previous);
      this.#previous = id;
    }
  }
}

/** The parts of a transducer that follow its encoder. */
export type TransducerParts = {
  readonly decoder: StreamingSession;
  readonly joiner: StreamingSession;
  /** Tokens the decoder looks back at. */
  readonly contextSize: number;
  readonly vocabularySize: number;
};

/** A stateless transducer: one token a frame at most, each changes what is expected next. */
export class TransducerDecoder extends TokenList implements GreedyDecoder {
  readonly #parts: TransducerParts;
  #context: readonly number[];
  #expectation: Tensor | null = null;

  constructor(parts: TransducerParts) {
    super();
    this.#parts = parts;
    // icefall: -1 is before the beginning, the blank begins.
    this.#context = [...new Array<number>(parts.contextSize - 1).fill(-1), BLANK];
  }

  async accept(output: Tensor): Promise<void> {
    const { decoder, joiner, vocabularySize } = this.#parts;
    for (const frame of framesOf(output)) {
      this.#expectation ??= await decoder.infer([this.#contextTensor()]);
      const heard = new Tensor('float32', frame, [1, frame.length]);
      const scores = (await joiner.infer([heard, this.#expectation])).data;
      if (!(scores instanceof Float32Array)) throw badModel('The joiner gives no scores');
      const id = bestOf(scores, vocabularySize);
      this.add(id, id !== BLANK);
      if (id === BLANK) continue;
      this.#context = [...this.#context.slice(1), id];
      this.#expectation = null;
    }
  }

  #contextTensor(): Tensor {
    return new Tensor('int64', BigInt64Array.from(this.#context, BigInt), [1, this.#context.length]);
  }
}

function bestOf(scores: Float32Array, vocabularySize: number): number {
  if (scores.length !== vocabularySize)
    throw badModel(`The model knows ${scores.length} tokens, and tokens.txt ${vocabularySize}`);
  let best = 0;
  for (let id = 1; id < scores.length; id++) if ((scores[id] ?? 0) > (scores[best] ?? 0)) best = id;
  return best;
}
