import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OnnxModel, type OnnxNode, type OnnxTensor, type OnnxValue, writeOnnx } from '../onnx/write-onnx.js';
import { filterOf, toneWords } from './tone-speech.js';

/** Models that understand `sayInTones`, with the inputs, caches and metadata of the real ones. A few kB each. */

const FILTERS = 80;
const VOCABULARY = toneWords.length + 1;
/** Frames a chunk gives, and those it looks at: real models look beyond the chunk. */
const CHUNK_FRAMES = 16;
const WINDOW_FRAMES = 20;
/** Log energy that a filter needs to count as a tone; a tone has about 5, silence -16. */
const BLANK_LEVEL = 0;
/** Enough to keep a token from being said twice in a row. */
const REPEATED = -100;

/** The smallest zipformer there can be: one layer of four dimensions, whose caches go round unchanged. */
const metadata = {
  model_type: 'zipformer2',
  version: 1,
  comment: 'tones',
  encoder_dims: '4',
  query_head_dims: '1',
  value_head_dims: '1',
  num_heads: '1',
  num_encoder_layers: '1',
  cnn_module_kernels: '3',
  left_context_len: '2',
  T: WINDOW_FRAMES,
  decode_chunk_len: CHUNK_FRAMES,
};

const caches: readonly OnnxValue[] = [
  { name: 'cached_key_0', shape: [2, 'N', 1] },
  { name: 'cached_nonlin_attn_0', shape: [1, 'N', 2, 3] },
  { name: 'cached_val1_0', shape: [2, 'N', 1] },
  { name: 'cached_val2_0', shape: [2, 'N', 1] },
  { name: 'cached_conv1_0', shape: ['N', 4, 1] },
  { name: 'cached_conv2_0', shape: ['N', 4, 1] },
  { name: 'embed_states', shape: ['N', 128, 3, 19] },
];
const processed: OnnxValue = { name: 'processed_lens', type: 'int64', shape: ['N'] };

/** A streaming CTC model (zipformer2) and its tokens.txt. */
export function writeToneCtc(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'model.onnx'),
    writeOnnx(encoder('log_probs', { ...metadata, model_type: 'zipformer2_ctc' })),
  );
  writeTokens(folder);
}

/** A CTC model (zipformer2) for whole utterances and its tokens.txt. */
export function writeWholeToneCtc(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const model = writeOnnx({
    inputs: [
      { name: 'x', shape: ['N', 'T', FILTERS] },
      { name: 'x_lens', type: 'int64', shape: ['N'] },
    ],
    outputs: [
      { name: 'log_probs', shape: ['N', 'T', VOCABULARY] },
      { name: 'log_probs_len', type: 'int64', shape: ['N'] },
    ],
    nodes: [...levels('x', 'log_probs'), { op: 'Identity', inputs: ['x_lens'], outputs: ['log_probs_len'] }],
    constants: weights(),
    metadata: { model_type: 'zipformer2_ctc', version: 1, comment: 'tones' },
  });
  writeFileSync(join(folder, 'model.onnx'), model);
  writeTokens(folder);
}

/** A streaming transducer (zipformer2): encoder, decoder, joiner and tokens.txt. */
export function writeToneTransducer(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, model: OnnxModel) => writeFileSync(join(folder, `${name}.onnx`), writeOnnx(model));
  write('encoder', encoder('encoder_out', metadata));
  write('decoder', {
    inputs: [{ name: 'y', type: 'int64', shape: ['N', 2] }],
    outputs: [{ name: 'decoder_out', shape: ['N', VOCABULARY] }],
    nodes: [
      { op: 'Gather', inputs: ['y', 'last'], outputs: ['previous'], attributes: { axis: 1 } },
      { op: 'Gather', inputs: ['table', 'previous'], outputs: ['decoder_out'], attributes: { axis: 0 } },
    ],
    constants: [
      { name: 'last', type: 'int64', shape: [], data: [1] },
      { name: 'table', shape: [VOCABULARY, VOCABULARY], data: repetitions() },
    ],
    metadata: { vocab_size: VOCABULARY, context_size: 2 },
  });
  write('joiner', {
    inputs: [
      { name: 'encoder_out', shape: ['N', VOCABULARY] },
      { name: 'decoder_out', shape: ['N', VOCABULARY] },
    ],
    outputs: [{ name: 'logit', shape: ['N', VOCABULARY] }],
    nodes: [{ op: 'Add', inputs: ['encoder_out', 'decoder_out'], outputs: ['logit'] }],
    metadata: { joiner_dim: VOCABULARY },
  });
  writeTokens(folder);
}

function encoder(output: string, meta: OnnxModel['metadata']): OnnxModel {
  const passOn = (value: OnnxValue): OnnxNode => ({
    op: 'Identity',
    inputs: [value.name],
    outputs: [`new_${value.name}`],
  });
  return {
    inputs: [{ name: 'x', shape: ['N', WINDOW_FRAMES, FILTERS] }, ...caches, processed],
    outputs: [
      { name: output, shape: ['N', CHUNK_FRAMES, VOCABULARY] },
      ...[...caches, processed].map((value) => ({ ...value, name: `new_${value.name}` })),
    ],
    nodes: [
      { op: 'Slice', inputs: ['x', 'from', 'to', 'axis'], outputs: ['chunk'] },
      ...levels('chunk', output),
      ...caches.map(passOn),
      { op: 'Add', inputs: ['processed_lens', 'frames'], outputs: ['new_processed_lens'] },
    ],
    constants: [...slice, ...weights(), { name: 'frames', type: 'int64', shape: [1], data: [CHUNK_FRAMES] }],
    metadata: meta,
  };
}

/** The levels of the tones in each frame, and that of none. */
const levels = (input: string, output: string): readonly OnnxNode[] => [
  { op: 'MatMul', inputs: [input, 'filters'], outputs: ['levels'] },
  { op: 'Add', inputs: ['levels', 'blank'], outputs: [output] },
];

const weights = (): readonly OnnxTensor[] => [
  { name: 'filters', shape: [FILTERS, VOCABULARY], data: filterMatrix() },
  { name: 'blank', shape: [VOCABULARY], data: [BLANK_LEVEL, ...toneWords.map(() => 0)] },
];

const slice: readonly OnnxTensor[] = [
  { name: 'from', type: 'int64', shape: [1], data: [0] },
  { name: 'to', type: 'int64', shape: [1], data: [CHUNK_FRAMES] },
  { name: 'axis', type: 'int64', shape: [1], data: [1] },
];

/** Token n + 1 is the level of the filter of word n; the blank's column is empty. */
function filterMatrix(): readonly number[] {
  const matrix = new Array<number>(FILTERS * VOCABULARY).fill(0);
  for (const index of toneWords.keys()) matrix[filterOf(index) * VOCABULARY + index + 1] = 1;
  return matrix;
}

function repetitions(): readonly number[] {
  const table = new Array<number>(VOCABULARY * VOCABULARY).fill(0);
  for (let token = 1; token < VOCABULARY; token++) table[token * VOCABULARY + token] = REPEATED;
  return table;
}

function writeTokens(folder: string): void {
  const tokens = ['<blk>', ...toneWords.map((word) => `\u2581${word.toUpperCase()}`)];
  writeFileSync(join(folder, 'tokens.txt'), tokens.map((token, id) => `${token} ${id}\n`).join(''));
}
