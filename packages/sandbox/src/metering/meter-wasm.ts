import { ByteReader } from './byte-reader.js';
import { ByteWriter, signedLeb, unsignedLeb } from './byte-writer.js';
import { bulk, opcode, readInstruction } from './instruction.js';
import { type ModuleLayout, readLayout, type Section, section } from './module-layout.js';

/** The export of a metered module: a mutable i32 global, the steps it may still take. */
export const STEPS_EXPORT = 'callwrightSteps';
/** Begins the names under which a metered module exports the globals it changes, as its pointer to the top of the stack. */
export const STATE_EXPORT = 'callwrightState';

const I32 = 0x7f;
const IS_MUTABLE = 1;
// What the module does while it is loaded is not bounded.
const MOST_STEPS = 2 ** 31 - 1;
const GLOBAL = 3;
const EMPTY_BLOCK = 0x40;
/** Copying goes so much faster than looping: one step moves 2^6 bytes. */
const BYTES_PER_STEP_LOG2 = 6;
// A call out of the module takes some 100 us at worst (asking in vain for more memory).
const STEPS_PER_OUTSIDE_CALL = 10_000;

/**
 * Makes a WebAssembly module count its steps: each call of a function, each turn of a loop and each 64 bytes copied or filled
 * takes one from the global {@link STEPS_EXPORT}, a call out of the module many, and the module traps when that falls below
 * zero. Nothing runs uncounted, so no input makes it run for long, and as WebAssembly is deterministic the trap always comes
 * at the same place.
 * @throws RangeError when the binary uses instructions that are not known
 */
export function meterWasm(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const layout = readLayout(binary);
  const steps = layout.globalCount;
  const out = new ByteWriter().bytes(layout.header);
  for (const each of layout.sections) {
    out.bytes([each.id]).sized(meteredSection(each, layout, steps));
  }
  return out.toBytes();
}

function meteredSection({ id, content }: Section, layout: ModuleLayout, steps: number): ByteWriter {
  if (id === section.code) return meteredCode(content, layout, steps);
  if (id === section.global)
    return appended(content, [[I32, IS_MUTABLE, opcode.i32Const, ...signedLeb(MOST_STEPS), opcode.end]]);
  if (id === section.export) {
    const state = layout.mutableGlobals.map((global) => globalExport(`${STATE_EXPORT}${global}`, global));
    return appended(content, [globalExport(STEPS_EXPORT, steps), ...state]);
  }
  return new ByteWriter().bytes(content);
}

function globalExport(name: string, global: number): Uint8Array {
  const letters = new ByteWriter().bytes([...name].map((letter) => letter.charCodeAt(0)));
  return new ByteWriter().sized(letters).bytes([GLOBAL]).unsigned(global).toBytes();
}

/** A list with more items at its end, so that the numbers of the others stay. */
function appended(content: Uint8Array, items: readonly (readonly number[] | Uint8Array)[]): ByteWriter {
  const reader = new ByteReader(content);
  const count = reader.unsigned();
  return new ByteWriter().unsigned(count + items.length).bytes(reader.rest(), ...items);
}

function meteredCode(
  content: Uint8Array,
  { paramCounts, importedFunctionCount }: ModuleLayout,
  steps: number,
): ByteWriter {
  const reader = new ByteReader(content);
  const out = new ByteWriter().unsigned(reader.unsigned());
  const charges = {
    one: charge(steps, [opcode.i32Const, 1]),
    outside: charge(steps, [opcode.i32Const, ...signedLeb(STEPS_PER_OUTSIDE_CALL)]),
    importedFunctionCount,
  };
  for (const params of paramCounts) {
    const body = reader.part(reader.unsigned());
    out.sized(meteredFunction(body, params, (local) => ({ ...charges, bulk: chargeOperand(steps, local) })));
  }
  return out;
}

function meteredFunction(body: ByteReader, params: number, chargesWith: (local: number) => Charges): ByteWriter {
  const groups = body.unsigned();
  const localsAt = body.offset;
  let locals = params;
  for (let group = 0; group < groups; group++) {
    locals += body.unsigned();
    body.skip(1);
  }
  // One more local, to look at an operand without losing it.
  const out = new ByteWriter().unsigned(groups + 1).bytes(body.since(localsAt), [1, I32]);
  return meterInstructions(body, out, chargesWith(locals));
}

/** Code that takes steps, and what calls out of the module. */
type Charges = {
  readonly one: readonly number[];
  readonly outside: readonly number[];
  readonly bulk: readonly number[];
  readonly importedFunctionCount: number;
};

function meterInstructions(body: ByteReader, out: ByteWriter, charges: Charges): ByteWriter {
  out.bytes(charges.one);
  let copied = body.offset;
  while (!body.isAtEnd) {
    const at = body.offset;
    const { code, sub } = readInstruction(body);
    if (code === opcode.loop) {
      out.bytes(body.since(copied), charges.one);
      copied = body.offset;
      continue;
    }
    const before = chargeBefore(code, sub, body.since(at), charges);
    if (!before) continue;
    const whole = body.since(copied);
    out.bytes(whole.subarray(0, at - copied), before, whole.subarray(at - copied));
    copied = body.offset;
  }
  return out.bytes(body.since(copied));
}

function chargeBefore(code: number, sub: number | null, instruction: Uint8Array, charges: Charges) {
  if (sub === bulk.memoryCopy || sub === bulk.memoryFill) return charges.bulk;
  if (code !== opcode.call) return null;
  const called = new ByteReader(instruction, 1).unsigned();
  return called < charges.importedFunctionCount ? charges.outside : null;
}

const chargeOperand = (steps: number, local: number): readonly number[] => {
  const operand = unsignedLeb(local);
  const cost = [opcode.localGet, ...operand, opcode.i32Const, BYTES_PER_STEP_LOG2, opcode.i32ShiftRightUnsigned];
  return [opcode.localSet, ...operand, ...charge(steps, cost), opcode.localGet, ...operand];
};

const charge = (steps: number, cost: readonly number[]): readonly number[] => {
  const global = unsignedLeb(steps);
  return [
    ...[opcode.globalGet, ...global, ...cost, opcode.i32Subtract, opcode.globalSet, ...global],
    ...[opcode.globalGet, ...global, opcode.i32Const, 0, opcode.i32LessSigned],
    ...[opcode.if, EMPTY_BLOCK, opcode.unreachable, opcode.end],
  ];
};
