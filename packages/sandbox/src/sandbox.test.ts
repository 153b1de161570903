import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeLimits } from './code-outcome.js';
import { codeProblem, createSandbox, type Sandbox } from './sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox.close());
const run = (source: string, input: Json = null, maxSteps?: number) => sandbox.run({ source, input, maxSteps });
const good = (value: Json, logs: string[] = []) => ({ ok: true, value, logs });

describe('a result', () => {
  it.each<[string, Json, Json]>([
    ['return { total: input.price * 2 }', { price: 21 }, { total: 42 }],
    ['return input', { text: 'ü€😀\u0000', list: [1, null, true] }, { text: 'ü€😀\u0000', list: [1, null, true] }],
    ['return [NaN, undefined, new Map([[1, 2]])]', null, [null, null, {}]],
    ['const words = "a b".split(" ");\nfor (const word of words) if (word === "b") return word;', null, 'b'],
    ['return', null, null],
    ['', null, null],
    ['return 1 // the end', null, 1],
  ])('of %j with %j is %j', (source, input, value) => {
    expect(run(source, input)).toEqual(good(value));
  });

  it.each([
    ['return () => 1', /a function is no JSON/],
    ['return 10n', /bigint/i],
    ['const a = {}; a.a = a; return a', /circular/i],
    ['return Promise.resolve(1)', /a promise is no result/],
    ['return { toJSON() { throw new Error("no") } }', /no/],
  ])('is refused when JSON cannot say it: %s', (source, message) => {
    expect(run(source)).toMatchObject({
      ok: false,
      error: { kind: 'notJson', message: expect.stringMatching(message) },
    });
  });

  it('has a bound, and so have source and input', () => {
    const long = (count: number) => `return "x".repeat(${count})`;
    expect(run(long(codeLimits.maxResultBytes - 2)).ok).toBe(true);
    for (const outcome of [
      run(long(codeLimits.maxResultBytes - 1)),
      run(`//${'x'.repeat(codeLimits.maxSourceBytes)}`),
      run('return 1', 'x'.repeat(codeLimits.maxInputBytes)),
    ])
      expect(outcome).toMatchObject({ ok: false, error: { kind: 'tooLarge' } });
  });
});

describe('what code writes to the console', () => {
  it('is kept, also when the code fails', () => {
    const outcome = run('console.log("total", 1, { a: [2] }, undefined, new Error("x")); throw new TypeError("bad")');
    expect(outcome).toEqual({
      ok: false,
      error: { kind: 'thrown', message: 'TypeError: bad', line: 1 },
      logs: ['total 1 {"a":[2]} undefined Error: x'],
    });
  });

  it('is bounded in lines and length', () => {
    const { logs } = run('for (let i = 0; i < 1000; i++) console.log(i, "x".repeat(10000))');
    expect(logs).toHaveLength(codeLimits.maxLogLines);
    expect(logs.every((line) => line.length === codeLimits.maxLogLineLength)).toBe(true);
  });
});

describe('a failure names its kind and line', () => {
  it.each([
    ['return 1 +;', { kind: 'syntax', line: 1 }],
    ['const a = 1;\nconst a = 2;', { kind: 'syntax', line: 2 }],
    ['if (input) {', { kind: 'syntax' }],
    ['let a;\n\nreturn a.b', { kind: 'thrown', line: 3 }],
    ['throw { code: 7 }', { kind: 'thrown', message: '{"code":7}' }],
    ['throw null', { kind: 'thrown', message: 'null' }],
    ['const f = () => f(); f()', { kind: 'stack' }],
    ['JSON.parse("[".repeat(100000))', { kind: 'stack' }],
    [`return ${'('.repeat(20000)}`, { kind: 'stack' }],
    ['const a = []; for (;;) a.push(new Array(1000).fill(1))', { kind: 'memory' }],
    ['let s = "a"; for (;;) s += s', { kind: 'memory' }],
    ['for (;;);', { kind: 'steps', message: 'The code takes too long' }],
    ['}); throw new Error("outside"); (function () {', { kind: 'syntax' }],
  ])('%s', (source, error) => {
    expect(run(source)).toMatchObject({ ok: false, error });
  });

  it('also before the code runs', () => {
    expect(codeProblem(sandbox, 'return 1\n  +* 2')).toMatchObject({ kind: 'syntax', line: 2 });
    expect(codeProblem(sandbox, 'for (;;);')).toBeNull();
    expect(codeProblem(sandbox, `//${'x'.repeat(codeLimits.maxSourceBytes)}`)).toMatchObject({ kind: 'tooLarge' });
  });
});

describe('code is bounded by the steps it takes, wherever it takes them', () => {
  // Each of these stays inside one native function, or fills its time with few instructions.
  it.each([
    'const a = []; a.length = 4294967295; return a.indexOf(3)',
    'return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 3)',
    'return "a".repeat(2e6).indexOf("a".repeat(1e6) + "b")',
    'return /(a+)+$/.test("a".repeat(60) + "b")',
    'let x = 10n ** 200000n; for (;;) x * x',
    'for (;;) new Uint8Array(3e6).fill(1)',
    'const a = []; for (;;) { try { a.push({}) } catch {} }',
    'for (;;) console.log("x")',
    'for (;;) { try { null.x } catch {} finally { continue } }',
  ])('%s', (source) => {
    expect(run(source, null, 10_000_000)).toMatchObject({ ok: false, error: { kind: 'steps' } });
  });

  it('and always ends at the same one', () => {
    const source = 'let i = 0; for (;;) { i++; if (i % 1000 === 0) console.log(i) }';
    const outcomes = [1, 2, 3].map(() => run(source, null, 1_000_000));
    expect(outcomes[0]?.logs.length).toBeGreaterThan(5);
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  });
});

describe('code meets nothing that differs from run to run', () => {
  it.each([
    ...['Date', 'setTimeout', 'setInterval', 'fetch', 'require', 'process', 'performance', 'crypto', 'XMLHttpRequest'],
    ...['Math.random', 'std', 'os', 'globalThis.Date', 'queueMicrotask'],
  ])('there is no %s', (name) => {
    expect(run(`return typeof ${name}`)).toEqual(good('undefined'));
  });

  it('and no way to import or to reach the host', () => {
    expect(run('import("fs"); return 1')).toEqual(good(1));
    expect(run('return import.meta.url').ok).toBe(false);
    expect(run('return Function("return typeof process")()')).toEqual(good('undefined'));
    expect(run('return console.log.constructor("return typeof WebAssembly")()')).toEqual(good('undefined'));
  });

  it('and nothing of the run before', () => {
    run('globalThis.left = 1; Array.prototype.push = null; Object.prototype.x = 2; JSON.stringify = () => "9"');
    expect(run('return [typeof left, typeof [].push, ({}).x ?? null]')).toEqual(good(['undefined', 'function', null]));
  });

  it('and replaced globals fool only the code itself', () => {
    expect(run('JSON.stringify = () => "}"; Promise = Error = String = null; return { a: 1 }')).toEqual(good({ a: 1 }));
  });
});

it('refuses work once it is closed, as often as one likes', async () => {
  const other = await createSandbox();
  other.close();
  other.close();
  expect(() => other.run({ source: '', input: null })).toThrow('the sandbox is closed');
  expect(run('return 1')).toEqual(good(1));
});

it('survives any source: no throw, no hang, the same outcome twice, and the next run works', () => {
  const word = fc.constantFrom(
    ...[
      'for(;;)',
      'while(1)',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      'new Proxy({},{get(){return this}})',
      'throw',
      'return',
      ';',
    ],
    ...[
      'new Array(1e9)',
      '"x".repeat(1e6)',
      'input',
      'console.log(',
      'f()',
      'function f(){',
      '=>',
      'a',
      '=',
      ',',
      'try{',
    ],
    ...[
      '}catch(e){',
      '}finally{',
      'eval("',
      '")',
      'Function',
      'Symbol.iterator',
      '...',
      'class A{',
      'yield',
      'await',
      '`',
      '${',
    ],
    ...[
      'new Error',
      '.stack',
      '.constructor',
      '/(x+)+$/',
      '.test(',
      '1n',
      '**',
      '9e9',
      'new Uint8Array(4e6)',
      '\u0000',
      '\ud800',
    ],
    ...['Object.defineProperty(globalThis,"x",{get(){throw 1}})', 'gc()', 'WeakRef', 'Atomics', 'SharedArrayBuffer'],
  );
  const source = fc.oneof(
    fc.array(word, { maxLength: 25 }).map((words) => words.join(' ')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(source, fc.jsonValue(), (text, input) => {
      const job = { source: text, input: input as Json, maxSteps: 2_000_000 };
      expect(sandbox.run(job)).toEqual(sandbox.run(job));
      expect(run('return 6 * 7')).toEqual(good(42));
    }),
    { numRuns: 200, seed: 1 },
  );
});
