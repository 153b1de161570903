import { basename } from 'node:path';
import { badModel, ModelFolder } from '../model/model-folder.js';
import { readOnnxMetadata } from '../model/onnx-metadata.js';
import { readTokens } from '../model/tokens.js';

/** A model as sherpa-onnx wants to be told of it: the key is its name for the kind of model. */
export type SherpaModel = {
  readonly isStreaming: boolean;
  /** Part of sherpa-onnx's `modelConfig`. */
  readonly config: Readonly<Record<string, unknown>>;
};

type Files = Readonly<Record<string, string>>;
type Metadata = ReadonlyMap<string, string>;

/**
 * Finds out what model a folder holds, by its files and by what their exporters wrote into them. Everything is checked
 * before sherpa-onnx sees it: it ends the process over a file that is missing or cut off.
 * @throws AppError `speech.badModel` that says what is wrong
 */
export function findSherpaModel(path: string): SherpaModel {
  const folder = new ModelFolder(path);
  const tokens = folder.require(/(^|-)tokens\.txt$/, 'tokens.txt');
  readTokens(tokens);
  const found = moonshineOf(folder) ?? encodedOf(folder) ?? singleOf(folder);
  return { isStreaming: found.isStreaming, config: { ...found.config, tokens } };
}

function moonshineOf(folder: ModelFolder): SherpaModel | null {
  const preprocessor = folder.find(/^preprocess.*\.onnx$/);
  if (preprocessor === null) return null;
  const moonshine = {
    preprocessor,
    encoder: folder.require(/^encode.*\.onnx$/, 'encoder (.onnx)'),
    uncachedDecoder: folder.require(/^uncached_decode.*\.onnx$/, 'uncached decoder (.onnx)'),
    cachedDecoder: folder.require(/^cached_decode.*\.onnx$/, 'cached decoder (.onnx)'),
  };
  checkAll(moonshine);
  return { isStreaming: false, config: { moonshine } };
}

/** Transducers have a joiner; what has an encoder and a decoder only is Whisper or a streaming Paraformer. */
function encodedOf(folder: ModelFolder): SherpaModel | null {
  const encoder = folder.find(/encoder.*\.onnx$/);
  if (encoder === null) return null;
  const decoder = folder.require(/decoder.*\.onnx$/, 'decoder (.onnx)', false);
  const joiner = folder.find(/joiner.*\.onnx$/);
  const metadata = checkAll({ encoder, decoder, ...(joiner === null ? {} : { joiner }) });
  if (joiner !== null) {
    const transducer = { encoder, decoder, joiner };
    const type = metadata.get('model_type') ?? '';
    const isNemo = type.startsWith('EncDec');
    return {
      isStreaming: isStreaming(metadata),
      config: { transducer, ...(isNemo ? { modelType: 'nemo_transducer' } : {}) },
    };
  }
  const isWhisper = metadata.get('model_type')?.startsWith('whisper') === true || metadata.has('n_audio_layer');
  if (isWhisper) return { isStreaming: false, config: { whisper: { encoder, decoder, task: 'transcribe' } } };
  return { isStreaming: true, config: { paraformer: { encoder, decoder } } };
}

/** Kinds with one file, by `model_type`: their names for whole utterances, and as a stream. */
const singles: readonly (readonly [type: RegExp, whole: string, streaming: string | null])[] = [
  [/^sense_voice/, 'senseVoice', null],
  [/^paraformer/, 'paraformer', null],
  [/^zipformer2?_ctc|^zipformer2?$/, 'zipformerCtc', 'zipformer2Ctc'],
  [/^wenet_ctc/, 'wenetCtc', null],
  [/^dolphin/, 'dolphin', null],
  [/^EncDec/, 'nemoCtc', 'nemoCtc'],
];

function singleOf(folder: ModelFolder): SherpaModel {
  const model = folder.require(/\.onnx$/, 'model (.onnx)');
  const metadata = checkAll({ model });
  const type = metadata.get('model_type') ?? '';
  const kind = singles.find(([pattern]) => pattern.test(type));
  if (!kind)
    throw badModel(`${basename(model)} is no speech recogniser this version knows (model_type: ${type || 'none'})`);
  const streaming = isStreaming(metadata) ? kind[2] : null;
  const settings = kind[1] === 'senseVoice' ? { model, useInverseTextNormalization: 1 } : { model };
  return { isStreaming: streaming !== null, config: { [streaming ?? kind[1]]: settings } };
}

/** What only streaming models are exported with: icefall's chunks, NeMo's shifts. */
const isStreaming = (metadata: Metadata): boolean =>
  ['decode_chunk_len', 'chunk_shift', 'T'].some((key) => metadata.has(key)) || metadata.get('model_type') === 'lstm';

/** @returns the metadata of the first file */
function checkAll(files: Files): Metadata {
  const [first = new Map<string, string>()] = Object.values(files).map(readOnnxMetadata);
  return first;
}
