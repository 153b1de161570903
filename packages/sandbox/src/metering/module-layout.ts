import { ByteReader } from './byte-reader.js';
import { opcode, readInstruction } from './instruction.js';

/** Numbers of the sections metering reads or changes; WebAssembly specification, §5.5.2. */
export const section = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 } as const;

const HEADER_BYTES = 8;
const importKind = { function: 0, table: 1, memory: 2, global: 3 } as const;

/** One section of a binary as it lies there. */
export type Section = { readonly id: number; readonly content: Uint8Array };

/** What metering must know of a module before it changes its code. */
export type ModuleLayout = {
  readonly header: Uint8Array;
  readonly sections: readonly Section[];
  /** Imported functions are numbered before those of the module. */
  readonly importedFunctionCount: number;
  /** Imported globals and those of the module, which are numbered in this order. */
  readonly globalCount: number;
  /** Numbers of the module's own globals that may change. */
  readonly mutableGlobals: readonly number[];
  /** Parameters of each function of the code section, in its order. */
  readonly paramCounts: readonly number[];
};

/** Takes a WebAssembly binary apart. @throws RangeError when it is none, or of a later version */
export function readLayout(binary: Uint8Array): ModuleLayout {
  const reader = new ByteReader(binary);
  reader.skip(HEADER_BYTES);
  const header = reader.since(0);
  const sections: Section[] = [];
  while (!reader.isAtEnd) {
    const id = reader.byte();
    sections.push({ id, content: reader.part(reader.unsigned()).rest() });
  }
  const open = (id: number) => new ByteReader(sections.find((each) => each.id === id)?.content ?? new Uint8Array([0]));
  const paramsOfTypes = readTypes(open(section.type));
  const imports = readImportKinds(open(section.import));
  const imported = imports.filter((kind) => kind === importKind.global).length;
  const own = readList(open(section.global), readMutability);
  return {
    header,
    sections,
    importedFunctionCount: imports.filter((kind) => kind === importKind.function).length,
    globalCount: imported + own.length,
    mutableGlobals: own.flatMap((isMutable, index) => (isMutable ? [imported + index] : [])),
    paramCounts: readList(open(section.function), (each) => paramsOfTypes[each.unsigned()] ?? 0),
  };
}

const readList = <Item>(reader: ByteReader, read: (reader: ByteReader) => Item): readonly Item[] =>
  Array.from({ length: reader.unsigned() }, () => read(reader));

const readTypes = (reader: ByteReader): readonly number[] =>
  readList(reader, (each) => {
    const form = each.byte();
    if (form !== 0x60) throw new RangeError('only function types are known');
    const params = each.unsigned();
    each.skip(params);
    each.skip(each.unsigned());
    return params;
  });

const readImportKinds = (reader: ByteReader): readonly number[] =>
  readList(reader, (each) => {
    each.skip(each.unsigned());
    each.skip(each.unsigned());
    const kind = each.byte();
    skipImport(each, kind);
    return kind;
  });

const readMutability = (reader: ByteReader): boolean => {
  reader.skip(1);
  const isMutable = reader.byte() === 1;
  while (readInstruction(reader).code !== opcode.end);
  return isMutable;
};

const skipImport = (reader: ByteReader, kind: number): void => {
  if (kind === importKind.function) reader.skipNumber();
  else if (kind === importKind.global) reader.skip(2);
  else {
    if (kind === importKind.table) reader.skip(1);
    skipLimits(reader);
  }
};

const skipLimits = (reader: ByteReader): void => {
  const hasMaximum = (reader.byte() & 1) === 1;
  reader.skipNumber();
  if (hasMaximum) reader.skipNumber();
};
