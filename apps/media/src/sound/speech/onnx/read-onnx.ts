/** A field of a protobuf message: its number, and what it holds. Fields of fixed width are left out. */
type Field = readonly [field: number, value: number | Uint8Array];

/** A constant of a model: row by row. */
export type OnnxConstant = { readonly shape: readonly number[]; readonly data: Float32Array };

/** Fields of onnx.proto. */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const NODE_OUTPUT = 2;
const NODE_ATTRIBUTE = 5;
const ATTRIBUTE_TENSOR = 5;
const ATTRIBUTE_GRAPH = 6;
const TENSOR_DIMS = 1;
const TENSOR_TYPE = 2;
const TENSOR_NAME = 8;
const TENSOR_RAW = 9;
const FLOAT = 1;

/**
 * The float constants of a model's branches, by name; nodes outside of branches are passed over.
 * @param model a file that is trusted: one of ours, or of a package
 * @returns for each branch of each `If` its own; none for what is no such model
 */
export function readBranchConstants(model: Uint8Array): readonly ReadonlyMap<string, OnnxConstant>[] {
  const nodes = messagesOf(messagesOf([model], MODEL_GRAPH), GRAPH_NODE);
  const branches = messagesOf(messagesOf(nodes, NODE_ATTRIBUTE), ATTRIBUTE_GRAPH);
  return branches.map((branch) => constantsOf(messagesOf([branch], GRAPH_NODE)));
}

function constantsOf(nodes: readonly Uint8Array[]): ReadonlyMap<string, OnnxConstant> {
  const constants = new Map<string, OnnxConstant>();
  for (const node of nodes)
    for (const tensor of messagesOf(messagesOf([node], NODE_ATTRIBUTE), ATTRIBUTE_TENSOR)) {
      const [name] = [...messagesOf([tensor], TENSOR_NAME), ...messagesOf([node], NODE_OUTPUT)];
      const constant = constantOf(tensor);
      if (name !== undefined && constant !== null) constants.set(Buffer.from(name).toString('utf8'), constant);
    }
  return constants;
}

function constantOf(tensor: Uint8Array): OnnxConstant | null {
  const fields = fieldsOf(tensor);
  const isFloat = fields.some(([field, value]) => field === TENSOR_TYPE && value === FLOAT);
  const [raw] = messagesOf([tensor], TENSOR_RAW);
  if (!isFloat || raw === undefined) return null;
  // Sizes come one by one, or packed into a field.
  const shape = fields.flatMap(([field, value]) => (field === TENSOR_DIMS ? numbersOf(value) : []));
  // Copied: floats begin at a multiple of four bytes.
  return { shape, data: new Float32Array(new Uint8Array(raw).buffer) };
}

const numbersOf = (value: number | Uint8Array): readonly number[] => {
  if (typeof value === 'number') return [value];
  const numbers: number[] = [];
  for (let at = 0; at < value.length; ) {
    const [number, next] = varint(value, at);
    numbers.push(number);
    at = next;
  }
  return numbers;
};

/** What these messages hold in a field: further messages, texts or bytes. */
const messagesOf = (messages: readonly Uint8Array[], wanted: number): readonly Uint8Array[] =>
  messages.flatMap((message) =>
    fieldsOf(message).flatMap(([field, value]) => (field === wanted && typeof value !== 'number' ? [value] : [])),
  );

function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const [tag, next] = varint(message, at);
    const [value, end] = contentOf(message, next, tag & 7);
    if (value !== null) fields.push([tag >> 3, value]);
    at = end;
  }
  return fields;
}

/** @returns what a field holds, and where it ends; a wire type that is none ends the message */
function contentOf(message: Uint8Array, at: number, wireType: number): readonly [Field[1] | null, number] {
  if (wireType === 0) return varint(message, at);
  if (wireType === 1) return [null, at + 8];
  if (wireType === 5) return [null, at + 4];
  if (wireType !== 2) return [null, message.length];
  const [sizeBytes, begin] = varint(message, at);
  return [message.subarray(begin, begin + sizeBytes), begin + sizeBytes];
}

function varint(message: Uint8Array, at: number): readonly [value: number, next: number] {
  let value = 0;
  for (let next = at, scale = 1; next < message.length; next += 1, scale *= 128) {
    const byte = message[next] ?? 0;
    value += (byte & 127) * scale;
    if (byte < 128) return [value, next + 1];
  }
  return [value, message.length];
}
