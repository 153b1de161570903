import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '@callwright/protocol';

/** Fields of ModelProto (onnx.proto). */
const IR_VERSION_FIELD = 1;
const GRAPH_FIELD = 7;
const METADATA_FIELD = 14;
const MAX_METADATA_BYTES = 1 << 20;
/** A model has some dozens; reading a file that is nothing but fields would take for ever. */
const MAX_FIELDS = 10_000;

/**
 * The metadata of an ONNX file, as its exporter wrote it. The graph itself is skipped, however big it is.
 * @throws AppError `speech.badModel` when the file is cut off or no ONNX model; errors of the file system as they are
 */
export function readOnnxMetadata(path: string): ReadonlyMap<string, string> {
  const file = openSync(path, 'r');
  try {
    return readFields(new FileReader(file), path);
  } finally {
    closeSync(file);
  }
}

function readFields(reader: FileReader, path: string): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  let hasGraph = false;
  let isModel = false;
  while (reader.hasField()) {
    const tag = reader.varint();
    const field = tag >> 3;
    isModel ||= field === IR_VERSION_FIELD;
    if ((tag & 7) === 0) reader.varint();
    else if ((tag & 7) === 2) {
      const sizeBytes = reader.varint();
      hasGraph ||= field === GRAPH_FIELD;
      if (field === METADATA_FIELD) addEntry(metadata, reader.bytes(sizeBytes));
      else reader.skip(sizeBytes);
    } else throw notOnnx(path);
  }
  if (!hasGraph || !isModel || reader.isBeyondEnd() || !reader.isAtEnd()) throw notOnnx(path);
  return metadata;
}

function addEntry(metadata: Map<string, string>, entry: Buffer): void {
  const reader = new BufferReader(entry);
  let [key, value] = ['', ''];
  while (!reader.isAtEnd()) {
    const tag = reader.varint();
    const text = reader.bytes(reader.varint()).toString('utf8');
    if (tag >> 3 === 1) key = text;
    else value = text;
  }
  metadata.set(key, value);
}

const notOnnx = (path: string) =>
  new AppError('speech.badModel', `${path.split('/').at(-1)} is no ONNX model, or not all of it`);

/** Protobuf's numbers; only sizes and small ones matter here, so doubles hold them. */
abstract class WireReader {
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return value;
  }

  protected abstract byte(): number;
}

class BufferReader extends WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  bytes(sizeBytes: number): Buffer {
    this.#at += sizeBytes;
    return this.#bytes.subarray(this.#at - sizeBytes, this.#at);
  }

  protected byte(): number {
    this.#at += 1;
    return this.#bytes[this.#at - 1] ?? 0;
  }
}

class FileReader extends WireReader {
  readonly #file: number;
  readonly #one = Buffer.alloc(1);
  #at = 0;
  #isBeyond = false;
  #fieldCount = 0;

  constructor(file: number) {
    super();
    this.#file = file;
  }

  isAtEnd(): boolean {
    return this.#isBeyond || readSync(this.#file, this.#one, 0, 1, this.#at) === 0;
  }

  /** Whether another field begins here that is to be read. */
  hasField(): boolean {
    this.#fieldCount += 1;
    return this.#fieldCount <= MAX_FIELDS && !this.isAtEnd();
  }

  /** Whether something was asked for that is not there. */
  isBeyondEnd(): boolean {
    return this.#isBeyond;
  }

  bytes(sizeBytes: number): Buffer {
    const bytes = Buffer.alloc(Math.min(sizeBytes, MAX_METADATA_BYTES));
    this.#isBeyond ||= readSync(this.#file, bytes, 0, bytes.length, this.#at) < sizeBytes;
    this.#at += sizeBytes;
    return bytes;
  }

  skip(sizeBytes: number): void {
    this.#at += sizeBytes;
    this.#isBeyond ||= sizeBytes > 0 && readSync(this.#file, this.#one, 0, 1, this.#at - 1) === 0;
  }

  protected byte(): number {
    this.#isBeyond ||= readSync(this.#file, this.#one, 0, 1, this.#at) === 0;
    this.#at += 1;
    return this.#isBeyond ? 0 : (this.#one[0] ?? 0);
  }
}
