/** Writes ONNX models: protobuf fields of onnx.proto (IR version 8), of float and int64 tensors. */

/** A tensor's name, element type and shape; a name instead of a number is any size. */
export type OnnxValue = {
  readonly name: string;
  readonly type?: 'float' | 'int64';
  readonly shape: readonly (number | string)[];
};
/** One operation; attributes are integers, lists of integers, or texts. */
export type OnnxNode = {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
};
/** What an operation is told besides its inputs. */
export type OnnxAttribute = number | readonly number[] | string;
/** A constant. */
export type OnnxTensor = OnnxValue & { readonly data: readonly number[] | Float32Array };
/** A whole model. */
export type OnnxModel = {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly OnnxTensor[];
  readonly metadata?: Readonly<Record<string, string | number>>;
};

const IR_VERSION = 8;
const OPSET = 13;
const elementTypes = { float: 1, int64: 7 } as const;
const INT_ATTRIBUTE = 2;
const TEXT_ATTRIBUTE = 3;
const INTS_ATTRIBUTE = 7;

/** The bytes of a model's `.onnx` file. */
export function writeOnnx({ inputs, outputs, nodes, constants = [], metadata = {} }: OnnxModel): Buffer {
  const graph = Buffer.concat([
    ...nodes.map((node) => bytesField(1, formatNode(node))),
    textField(2, 'graph'),
    ...constants.map((tensor) => bytesField(5, formatTensor(tensor))),
    ...inputs.map((value) => bytesField(11, formatValue(value))),
    ...outputs.map((value) => bytesField(12, formatValue(value))),
  ]);
  return Buffer.concat([
    numberField(1, IR_VERSION),
    textField(2, 'callwright'),
    bytesField(7, graph),
    bytesField(8, Buffer.concat([textField(1, ''), numberField(2, OPSET)])),
    ...Object.entries(metadata).map(([key, value]) =>
      bytesField(14, Buffer.concat([textField(1, key), textField(2, String(value))])),
    ),
  ]);
}

function formatNode({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, formatAttribute(name, value))),
  ]);
}

function formatAttribute(name: string, value: OnnxAttribute): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([textField(1, name), textField(4, value), numberField(20, TEXT_ATTRIBUTE)]);
  if (typeof value === 'number')
    return Buffer.concat([textField(1, name), numberField(3, value), numberField(20, INT_ATTRIBUTE)]);
  return Buffer.concat([
    textField(1, name),
    ...value.map((one) => numberField(8, one)),
    numberField(20, INTS_ATTRIBUTE),
  ]);
}

function formatTensor({ name, type = 'float', shape, data }: OnnxTensor): Buffer {
  const raw = type === 'float' ? Float32Array.from(data) : BigInt64Array.from(Array.from(data, BigInt));
  return Buffer.concat([
    ...shape.map((size) => numberField(1, Number(size))),
    numberField(2, elementTypes[type]),
    textField(8, name),
    bytesField(9, Buffer.from(raw.buffer)),
  ]);
}

function formatValue({ name, type = 'float', shape }: OnnxValue): Buffer {
  const sizes = shape.map((size) =>
    bytesField(1, typeof size === 'number' ? numberField(1, size) : textField(2, size)),
  );
  const tensor = Buffer.concat([numberField(1, elementTypes[type]), bytesField(2, Buffer.concat(sizes))]);
  return Buffer.concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}

const numberField = (field: number, value: number): Buffer =>
  Buffer.concat([varint(BigInt(field << 3)), varint(BigInt.asUintN(64, BigInt(value)))]);
const textField = (field: number, text: string): Buffer => bytesField(field, Buffer.from(text, 'utf8'));
const bytesField = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(bytes.length)), bytes]);

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
