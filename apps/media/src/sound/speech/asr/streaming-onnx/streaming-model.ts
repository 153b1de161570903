import { Tensor } from 'onnxruntime-node';
import { badModel, ModelFolder } from '../model/model-folder.js';
import { readOnnxMetadata } from '../model/onnx-metadata.js';
import { readTokens } from '../model/tokens.js';
import { CtcDecoder, type GreedyDecoder, TransducerDecoder } from './greedy-decoder.js';
import { StreamingSession } from './streaming-session.js';

/** A user's streaming model, loaded. */
export type StreamingModel = {
  readonly encoder: StreamingSession;
  readonly tokens: readonly string[];
  /** Features of a frame. */
  readonly filterCount: number;
  /** Frames of 10 ms a run looks at, and how far the next one begins after it. */
  readonly windowFrames: number;
  readonly chunkFrames: number;
  readonly createDecoder: () => GreedyDecoder;
};

const MAX_FRAMES = 3000;

/**
 * Loads a folder: `tokens.txt` with `encoder*.onnx`, `decoder*.onnx` and `joiner*.onnx` (transducer), or with one other
 * `.onnx` file (CTC). One chunk of silence is run, so that what does not fit is known before anybody speaks.
 * @throws AppError `speech.badModel` that says what is wrong
 */
export async function loadStreamingModel(path: string): Promise<StreamingModel> {
  const folder = new ModelFolder(path);
  const tokens = readTokens(folder.require(/^tokens\.txt$/, 'tokens.txt'));
  const encoderPath = folder.find(/encoder.*\.onnx$/);
  const main = encoderPath ?? folder.require(/\.onnx$/, 'model (.onnx)');
  const metadata = readOnnxMetadata(main);
  const encoder = await StreamingSession.load(main, encoderPath ? 'encoder' : 'model');
  const createDecoder = encoderPath ? await loadTransducer(folder, tokens.length) : () => new CtcDecoder(tokens.length);
  const model = { encoder, tokens, ...framesOf(encoder, metadata), createDecoder };
  await tryOut(model);
  return model;
}

async function loadTransducer(folder: ModelFolder, vocabularySize: number): Promise<() => GreedyDecoder> {
  const [decoderPath, joinerPath] = [
    folder.require(/decoder.*\.onnx$/, 'decoder (.onnx)', false),
    folder.require(/joiner.*\.onnx$/, 'joiner (.onnx)'),
  ];
  const metadata = readOnnxMetadata(decoderPath);
  readOnnxMetadata(joinerPath);
  const [decoder, joiner] = await Promise.all([
    StreamingSession.load(decoderPath, 'decoder'),
    StreamingSession.load(joinerPath, 'joiner'),
  ]);
  const contextSize = Number(metadata.get('context_size') ?? decoder.dataShape[1]);
  if (!Number.isInteger(contextSize) || contextSize < 1 || contextSize > 100)
    throw badModel('The decoder does not say how many tokens it looks back at');
  return () => new TransducerDecoder({ decoder, joiner, contextSize, vocabularySize });
}

/** `T` and `decode_chunk_len` are what icefall's export writes; a model without looks at one chunk at a time. */
function framesOf(encoder: StreamingSession, metadata: ReadonlyMap<string, string>) {
  const [, frames, size] = encoder.dataShape;
  const windowFrames = Number(metadata.get('T') ?? frames);
  const chunkFrames = Number(metadata.get('decode_chunk_len') ?? windowFrames);
  const isPossible = windowFrames > 0 && chunkFrames > 0 && chunkFrames <= windowFrames && windowFrames <= MAX_FRAMES;
  if (!isPossible || !Number.isInteger(windowFrames) || !Number.isInteger(chunkFrames))
    throw badModel('The model does not say how many frames it takes: it is no streaming model');
  if (encoder.dataShape.length !== 3 || (typeof size === 'number' && (size < 1 || size > 200)))
    throw badModel('The model does not take frames of filterbank features');
  return { windowFrames, chunkFrames, filterCount: typeof size === 'number' ? size : 80 };
}

async function tryOut({ encoder, windowFrames, filterCount, createDecoder }: StreamingModel): Promise<void> {
  const silence = new Tensor('float32', new Float32Array(windowFrames * filterCount), [1, windowFrames, filterCount]);
  try {
    const { output } = await encoder.step(silence, windowFrames, encoder.createState());
    await createDecoder().accept(output);
  } catch (cause) {
    throw badModel(
      cause instanceof Error ? `The model cannot be run: ${firstLine(cause.message)}` : 'The model cannot be run',
      cause,
    );
  }
}

const firstLine = (text: string) => text.split('\n')[0]?.slice(0, 200) ?? '';
