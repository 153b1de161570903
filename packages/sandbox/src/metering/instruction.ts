import type { ByteReader } from './byte-reader.js';

/** Instructions that metering looks for, and those it writes; WebAssembly specification, §5.4. */
export const opcode = {
  unreachable: 0x00,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  call: 0x10,
  localGet: 0x20,
  localSet: 0x21,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i32LessSigned: 0x48,
  i32Subtract: 0x6b,
  i32ShiftRightUnsigned: 0x76,
  /** Followed by a number that says which. */
  extended: 0xfc,
} as const;

/** Second number of the {@link opcode.extended} instructions whose work grows with an operand on top of the stack. */
export const bulk = { memoryCopy: 10, memoryFill: 11 } as const;

type Skip = (reader: ByteReader) => void;

const none: Skip = () => undefined;
const one: Skip = (reader) => reader.skipNumber();
const two: Skip = (reader) => {
  reader.skipNumber();
  reader.skipNumber();
};
const list: Skip = (reader) => {
  for (let count = reader.unsigned(); count > 0; count--) reader.skipNumber();
};
const branchTable: Skip = (reader) => {
  list(reader);
  reader.skipNumber();
};

/** What follows an opcode, by the first and last of a row of opcodes. */
const ROWS: readonly (readonly [first: number, last: number, skip: Skip])[] = [
  [0x00, 0x01, none],
  [0x02, 0x04, one],
  [0x05, 0x05, none],
  [0x0b, 0x0b, none],
  [0x0c, 0x0d, one],
  [0x0e, 0x0e, branchTable],
  [0x0f, 0x0f, none],
  [0x10, 0x10, one],
  [0x11, 0x11, two],
  [0x12, 0x12, one],
  [0x13, 0x13, two],
  [0x1a, 0x1b, none],
  [0x1c, 0x1c, list],
  [0x20, 0x26, one],
  [0x28, 0x3e, two],
  [0x3f, 0x42, one],
  [0x43, 0x43, (reader) => reader.skip(4)],
  [0x44, 0x44, (reader) => reader.skip(8)],
  [0x45, 0xc4, none],
  [0xd0, 0xd0, one],
  [0xd1, 0xd1, none],
  [0xd2, 0xd2, one],
];
const skips: readonly (Skip | undefined)[] = Array.from(
  { length: 0x100 },
  (_, code) => ROWS.find(([first, last]) => first <= code && code <= last)?.[2],
);
/** Conversions take nothing; memory.init, data.drop, memory.copy, memory.fill, and the same for tables. */
const extendedSkips: readonly Skip[] = [...Array<Skip>(8).fill(none), two, one, two, one, two, one, two, one, one, one];

/**
 * Reads one instruction.
 * @returns its opcode, and for an extended one which it is
 * @throws RangeError at an instruction of a later version of WebAssembly (vectors, exceptions, collected objects)
 */
export function readInstruction(reader: ByteReader): { readonly code: number; readonly sub: number | null } {
  const code = reader.byte();
  const sub = code === opcode.extended ? reader.unsigned() : null;
  const skip = sub === null ? skips[code] : extendedSkips[sub];
  if (!skip) throw new RangeError(`unknown instruction 0x${code.toString(16)} ${sub ?? ''}`);
  skip(reader);
  return { code, sub };
}
