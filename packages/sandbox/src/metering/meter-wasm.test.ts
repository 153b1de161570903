import { expect, it } from 'vitest';
import { meterWasm, STATE_EXPORT, STEPS_EXPORT } from './meter-wasm.js';

const I32 = 0x7f;
const letters = (text: string) => [text.length, ...[...text].map((letter) => letter.charCodeAt(0))];
const sectionOf = (id: number, ...items: number[][]) => {
  const content = [items.length, ...items.flat()];
  return [id, content.length, ...content];
};
const bodyOf = (...code: number[]) => [code.length + 2, 0, ...code, 0x0b];
// Takes one from the parameter until it is zero, and calls out after that.
const countDown = bodyOf(0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x10, 0);
// memory.fill(0, 0, parameter)
const fill = bodyOf(0x41, 0, 0x41, 0, 0x20, 0, 0xfc, 11, 0);
// Adds one to the module's own global.
const count = bodyOf(0x23, 0, 0x41, 1, 0x6a, 0x24, 0);
const binary = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...sectionOf(1, [0x60, 1, I32, 0], [0x60, 0, 0]),
  ...sectionOf(2, [...letters('a'), ...letters('out'), 0, 1]),
  ...sectionOf(3, [0], [0], [1]),
  ...sectionOf(5, [0, 4]),
  ...sectionOf(6, [I32, 1, 0x41, 5, 0x0b]),
  ...sectionOf(7, [...letters('countDown'), 0, 1], [...letters('fill'), 0, 2], [...letters('count'), 0, 3]),
  ...sectionOf(10, countDown, fill, count),
]);

/** The metered module and how many steps a call of it takes. */
async function setUp() {
  let calls = 0;
  const { instance } = await WebAssembly.instantiate(meterWasm(binary), { a: { out: () => calls++ } });
  const global = (name: string) => {
    const value = instance.exports[name];
    if (!(value instanceof WebAssembly.Global)) throw new Error(`no global ${name}`);
    return value;
  };
  const run = (name: string, parameter: number, steps = 1_000_000) => {
    global(STEPS_EXPORT).value = steps;
    const callable = instance.exports[name];
    if (typeof callable === 'function') callable(parameter);
    return steps - Number(global(STEPS_EXPORT).value);
  };
  return { run, global, calls: () => calls };
}

it('counts calls, turns of loops, and what is called outside', async () => {
  const { run, calls } = await setUp();
  const outside = run('countDown', 1) - 2;
  expect(outside).toBeGreaterThan(1000);
  expect(run('countDown', 500) - outside).toBe(501);
  expect(calls()).toBe(2);
});

it('counts bytes that are filled', async () => {
  const { run } = await setUp();
  expect([0, 64, 65_536].map((sizeBytes) => run('fill', sizeBytes))).toEqual([1, 2, 1025]);
});

it('traps before the step too many', async () => {
  const { run, calls } = await setUp();
  expect(() => run('countDown', 500, 500)).toThrow(WebAssembly.RuntimeError);
  expect(() => run('fill', 65_536, 1024)).toThrow(WebAssembly.RuntimeError);
  expect(run('fill', 65_536, 1025)).toBe(1025);
  expect(calls()).toBe(0);
});

it('exports the globals that change, so that they can be put back', async () => {
  const { run, global } = await setUp();
  run('count', 0);
  expect(global(`${STATE_EXPORT}0`).value).toBe(6);
});

it('refuses binaries it does not understand', () => {
  const vectors = bodyOf(0xfd, 0x0c);
  const newer = new Uint8Array([
    ...binary.subarray(0, 8),
    ...sectionOf(1, [0x60, 0, 0]),
    ...sectionOf(3, [0]),
    ...sectionOf(10, vectors),
  ]);
  expect(() => meterWasm(newer)).toThrow(RangeError);
  expect(() => meterWasm(binary.subarray(0, binary.length - 3))).toThrow(RangeError);
});
