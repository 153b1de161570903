import type { OnnxConstant } from '../../onnx/read-onnx.js';
import { type OnnxAttribute, type OnnxNode, type OnnxTensor, writeOnnx } from '../../onnx/write-onnx.js';

/** The numbers of a Silero network (v5, v6) for one rate, by the names its authors gave them. */
export type SileroWeights = ReadonlyMap<string, OnnxConstant>;

/** Numbers of recurrent state for each of the network's layers. */
export const STATE_SIZE = 128;
/** A frame is looked at four times, each time half a window later. */
const LOOKS = 4;
/** How far each convolution moves along; all are three wide. */
const STRIDES = [1, 2, 2, 1] as const;
const WIDTH = 3;

/** How wide a window of its spectrum is, in samples: 128 at 8 kHz, 256 at 16 kHz. */
export const windowSampleCount = (weights: SileroWeights): number =>
  weights.get('stft.forward_basis_buffer')?.shape[2] ?? 0;

/**
 * The same network, laid out anew: for each rate a model of its own without branches, and each of its short convolutions,
 * which onnxruntime does row by row, as one product of matrices for all rows. It takes a third of the time; what it says differs
 * by rounding (2e-7 measured).
 * @returns an ONNX model: `input` (rows of context and frame), `state` -> `output` (a number for each row), `stateN`
 * @throws Error when the weights are not those of such a network
 */
export function layOutSilero(weights: SileroWeights): Buffer {
  const graph = new Graph();
  const [spectrum, binCount] = addSpectrum(graph, weights);
  let sound = { name: spectrum, looks: LOOKS, size: binCount };
  for (const [n, stride] of STRIDES.entries()) sound = addConvolution(graph, weights, { ...sound, n, stride });
  if (sound.looks !== 1 || sound.size !== STATE_SIZE)
    throw new Error('The Silero network has other layers than expected');
  const heard = addMemory(graph, weights, sound.name);
  const column = graph.constant([STATE_SIZE, 1], of(weights, 'decoder.decoder.2.weight').data);
  const bias = graph.constant([1], of(weights, 'decoder.decoder.2.bias').data);
  const sum = graph.add('Gemm', [graph.add('Relu', [heard]), column, bias]);
  graph.add('Sigmoid', [sum], {}, ['output']);
  const rowSampleCount = (windowSampleCount(weights) * 9) / 4;
  return writeOnnx({
    inputs: [
      { name: 'input', shape: ['rows', rowSampleCount] },
      { name: 'state', shape: [2, 'rows', STATE_SIZE] },
    ],
    outputs: [
      { name: 'output', shape: ['rows', 1] },
      { name: 'stateN', shape: [2, 'rows', STATE_SIZE] },
    ],
    nodes: graph.nodes,
    constants: graph.constants,
  });
}

/** The loudness of each tone of each look. @returns rows of four spectra, and how long one is */
function addSpectrum(graph: Graph, weights: SileroWeights): readonly [name: string, binCount: number] {
  const { shape, data } = of(weights, 'stft.forward_basis_buffer');
  const [waveCount = 0, , width = 0] = shape;
  const half = width / 2;
  const padded = graph.add('Pad', ['input', graph.numbers(0, 0, 0, half / 2)], { mode: 'reflect' });
  const halves = graph.add('Reshape', [padded, graph.numbers(-1, LOOKS + 1, half)]);
  const slice = (from: number) =>
    graph.add('Slice', [halves, graph.numbers(from), graph.numbers(from + LOOKS), graph.numbers(1)]);
  const looks = graph.add('Concat', [slice(0), slice(1)], { axis: 2 });
  const waves = graph.add('MatMul', [looks, graph.constant([width, waveCount], turned(data, waveCount, width))]);
  const [real, imaginary] = [graph.fresh(), graph.fresh()];
  const binCount = waveCount / 2;
  graph.add('Split', [waves, graph.numbers(binCount, binCount)], { axis: 2 }, [real, imaginary]);
  const power = graph.add('Add', [graph.add('Mul', [real, real]), graph.add('Mul', [imaginary, imaginary])]);
  return [graph.add('Reshape', [graph.add('Sqrt', [power]), graph.numbers(-1, LOOKS * binCount)]), binCount];
}

type Sound = { readonly name: string; readonly looks: number; readonly size: number };

/** A convolution over so few looks is a matrix with some zeros. */
function addConvolution(
  graph: Graph,
  weights: SileroWeights,
  { name, looks, size, n, stride }: Sound & { readonly n: number; readonly stride: number },
): Sound {
  const kernel = of(weights, `encoder.${n}.reparam_conv.weight`);
  const bias = of(weights, `encoder.${n}.reparam_conv.bias`).data;
  const [outSize = 0, inSize, width] = kernel.shape;
  if (inSize !== size || width !== WIDTH) throw new Error('The Silero network has other layers than expected');
  const outLooks = Math.floor((looks - 1) / stride) + 1;
  const columnCount = outLooks * outSize;
  const matrix = new Float32Array(looks * size * columnCount);
  for (let to = 0; to < outLooks; to += 1)
    for (let tap = 0; tap < WIDTH; tap += 1) {
      // One look before, the look itself, one behind; beyond the frame there is nothing.
      const look = to * stride + tap - 1;
      if (look >= 0 && look < looks)
        putTap(kernel, tap, { matrix, columnCount, row: look * size, column: to * outSize });
    }
  const biases = Float32Array.from({ length: columnCount }, (_, column) => bias[column % outSize] ?? 0);
  const factors = graph.constant([looks * size, columnCount], matrix);
  const product = graph.add('Gemm', [name, factors, graph.constant([columnCount], biases)]);
  return { name: graph.add('Relu', [product]), looks: outLooks, size: outSize };
}

type Place = {
  readonly matrix: Float32Array;
  readonly columnCount: number;
  readonly row: number;
  readonly column: number;
};

/** Puts one of the taps of a convolution into a matrix, with its first number at a place. */
function putTap({ shape, data }: OnnxConstant, tap: number, { matrix, columnCount, row, column }: Place): void {
  const [outSize = 0, inSize = 0] = shape;
  for (let to = 0; to < outSize; to += 1)
    for (let from = 0; from < inSize; from += 1)
      matrix[(row + from) * columnCount + column + to] = data[(to * inSize + from) * WIDTH + tap] ?? 0;
}

/** The recurrent layer (LSTM; its parts in the order of PyTorch). @returns what it gives on; `stateN` is what it keeps */
function addMemory(graph: Graph, weights: SileroWeights, name: string): string {
  const gateCount = 4 * STATE_SIZE;
  const factors = new Float32Array(2 * STATE_SIZE * gateCount);
  for (const [n, part] of ['ih', 'hh'].entries())
    factors.set(
      turned(of(weights, `decoder.rnn.weight_${part}`).data, gateCount, STATE_SIZE),
      n * STATE_SIZE * gateCount,
    );
  const other = of(weights, 'decoder.rnn.bias_hh').data;
  const bias = of(weights, 'decoder.rnn.bias_ih').data.map((value, n) => value + (other[n] ?? 0));
  const layers = [graph.fresh(), graph.fresh()];
  graph.add('Split', ['state', graph.numbers(1, 1)], { axis: 0 }, layers);
  const [before = '', cellBefore = ''] = layers.map((layer) => graph.add('Squeeze', [layer, graph.numbers(0)]));
  const both = graph.add('Concat', [name, before], { axis: 1 });
  const gates = graph.add('Gemm', [
    both,
    graph.constant([2 * STATE_SIZE, gateCount], factors),
    graph.constant([gateCount], bias),
  ]);
  const parts = [graph.fresh(), graph.fresh(), graph.fresh(), graph.fresh()];
  graph.add('Split', [gates, graph.numbers(STATE_SIZE, STATE_SIZE, STATE_SIZE, STATE_SIZE)], { axis: 1 }, parts);
  const [taken = '', kept = '', fresh = '', shown = ''] = parts;
  const remembered = graph.add('Mul', [graph.add('Sigmoid', [kept]), cellBefore]);
  const learnt = graph.add('Mul', [graph.add('Sigmoid', [taken]), graph.add('Tanh', [fresh])]);
  const cell = graph.add('Add', [remembered, learnt]);
  const heard = graph.add('Mul', [graph.add('Sigmoid', [shown]), graph.add('Tanh', [cell])]);
  const layer = (state: string) => graph.add('Unsqueeze', [state, graph.numbers(0)]);
  graph.add('Concat', [layer(heard), layer(cell)], { axis: 0 }, ['stateN']);
  return heard;
}

/** Nodes and constants, with names as they come. */
class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  #names = 0;

  fresh(): string {
    this.#names += 1;
    return `v${this.#names}`;
  }

  /** @returns the name of its first output */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    outputs: readonly string[] = [this.fresh()],
  ): string {
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs[0] ?? '';
  }

  constant(shape: readonly number[], data: Float32Array): string {
    const name = this.fresh();
    this.constants.push({ name, shape, data });
    return name;
  }

  numbers(...data: readonly number[]): string {
    const name = this.fresh();
    this.constants.push({ name, type: 'int64', shape: [data.length], data });
    return name;
  }
}

/** Rows become columns. */
const turned = (data: Float32Array, rowCount: number, columnCount: number): Float32Array =>
  Float32Array.from({ length: data.length }, (_, n) => {
    const [column, row] = [Math.floor(n / rowCount), n % rowCount];
    return data[row * columnCount + column] ?? 0;
  });

function of(weights: SileroWeights, name: string): OnnxConstant {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`The Silero network has no ${name}`);
  return found;
}
