import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFlow, type FlowProgram } from '../program.js';
import type { FlowScript, ScriptAct } from '../script/script.js';
import { flowTest } from '../simulator/flow-test.js';
import { runFlowTest } from '../simulator/run-flow-test.js';
import { anyFlow } from '../testing/any-flow.js';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import type { Failure } from './failures-in.js';
import { findFailures, fuzzFlow, keyOf } from './fuzz-flow.js';
import { testOfFinding } from './test-of-finding.js';

/** Shrinking runs hundreds of calls, and some of them go round until the engine stops them. */
const LONG_MS = 120_000;
const compile = (sketch: FlowSketch) => compileFlow(drawFlow(sketch), sampleNodes);

/** Breaks when 2 is pressed in the second menu, asks for ever when 2 is pressed in the first, and waits long after 1 1. */
const sketch: FlowSketch = {
  steps: {
    first: ['ask', { timeoutMs: 60_000 }],
    second: ['ask'],
    boom: ['broken'],
    around: ['tell', { text: 'Again.' }],
    wait: ['pause', { quietMs: 45_000 }],
    bye: ['stop', { text: 'Bye.' }],
  },
  lines: [
    ['first', 'key1', 'second'],
    ['first', 'key2', 'around'],
    ['around', 'done', 'around'],
    ['second', 'key1', 'wait'],
    ['second', 'key2', 'boom'],
    ['wait', 'done', 'bye'],
    ['boom', 'done', 'bye'],
  ],
};
const faulty = compile(sketch);

// The failures of a script, and those of all that are a little less: without one act, or without one key of it.
const fails = (program: FlowProgram, finding: Failure) => (script: FlowScript) =>
  findFailures(program, script).some((one) => keyOf(one) === keyOf(finding));
const lessBy = ({ given, when }: FlowScript): readonly FlowScript[] =>
  when.flatMap((act, at) => [
    { given, when: when.toSpliced(at, 1) },
    ...keysLess(act).map((presses) => ({ given, when: when.with(at, { ...act, presses }) })),
  ]);
const keysLess = (act: ScriptAct) =>
  'presses' in act && act.presses.length > 1
    ? Array.from(act.presses, (_, at) => act.presses.slice(0, at) + act.presses.slice(at + 1))
    : [];
const keysIn = ({ when }: FlowScript) => when.map((act) => ('presses' in act ? act.presses : JSON.stringify(act)));

describe('fuzzFlow', () => {
  it('finds what goes wrong, each with the keys that lead there and nothing else', () => {
    const findings = fuzzFlow(faulty, { seed: 1, runs: 400 });
    const keys = new Map(findings.map((one) => [keyOf(one), keysIn(one.script).join('')]));
    expect(keys.get('bound around')).toBe('2');
    expect(keys.get('flowFailed boom')).toBe('12');
    expect(keys.get('silence wait')).toBe('11');
    expect(keys.get('silence first')).toBe('');
  });

  it('tells each failure once, and the same for the same seed', () => {
    const options = { seed: 5, runs: 150 };
    const findings = fuzzFlow(faulty, options);
    expect(fuzzFlow(faulty, options)).toEqual(findings);
    expect(new Set(findings.map(keyOf)).size).toBe(findings.length);
    expect(findings.length).toBeGreaterThan(2);
  });

  it('leaves nothing in a script that the failure does not need, in whatever flow', { timeout: LONG_MS }, () => {
    const lengths = new Map<number, number>();
    const property = fc.property(anyFlow(true), fc.nat(), (flow, seed) => {
      const program = compileFlow(flow, sampleNodes);
      for (const finding of fuzzFlow(program, { seed, runs: 12, maxSilenceMs: 4_000_000 })) {
        const isSame = fails(program, finding);
        expect(isSame(finding.script)).toBe(true);
        for (const less of lessBy(finding.script)) expect(isSame(less)).toBe(false);
        const { length } = finding.script.when;
        lengths.set(length, (lengths.get(length) ?? 0) + 1);
      }
    });
    fc.assert(property, { numRuns: fuzzRuns(60), seed: 4 });
    expect(lengths.get(0)).toBeGreaterThan(10);
    expect(lengths.get(1)).toBeGreaterThan(5);
    expect(lengths.get(2)).toBeGreaterThan(0);
  });

  it('keeps of what is given only what the failure needs', () => {
    const given = { from: '+4930', variables: { x: '7' } };
    const atSeven = compile({
      steps: { seven: ['decide', { equals: '7' }], boom: ['broken'], bye: ['stop'] },
      lines: [
        ['seven', 'yes', 'boom'],
        ['seven', 'otherwise', 'bye'],
      ],
      settings: { variables: [{ name: 'x', type: 'text', input: true }] },
    });
    const [finding] = fuzzFlow(atSeven, { seed: 1, runs: 1, given });
    expect(finding?.script).toMatchObject({ given, when: [] });
    const [plain] = fuzzFlow(faulty, { seed: 1, runs: 20, given });
    expect(plain?.script.given).toEqual({});
  });

  it('finds nothing in a flow that deals with everything', () => {
    const sound = compile({
      steps: { menu: ['ask'], bye: ['stop', { text: 'Bye.' }] },
      lines: [
        ['menu', 'key1', 'bye'],
        ['menu', 'key2', 'bye'],
        ['menu', 'none', 'bye'],
        ['menu', 'failed', 'bye'],
      ],
    });
    expect(fuzzFlow(sound, { seed: 1, runs: 300 })).toEqual([]);
  });
});

describe('a finding kept as a flow test', () => {
  const [finding] = fuzzFlow(faulty, { seed: 1, runs: 400 }).filter(({ kind }) => kind === 'flowFailed');
  const test = flowTest.parse(JSON.parse(JSON.stringify(finding && testOfFinding(finding))));

  it('fails while the flow does, and says how', () => {
    const { passed, problems } = runFlowTest(faulty, test);
    expect(passed).toBe(false);
    expect(problems).toContainEqual({
      about: 'sound: boom',
      expected: 'nothing goes wrong',
      actual: 'flowFailed: Broken on entry.',
    });
  });

  it('passes once the flow is mended', () => {
    const mended = compile({ ...sketch, steps: { ...sketch.steps, boom: ['tell', { text: 'Well.' }] } });
    expect(runFlowTest(mended, test)).toMatchObject({ passed: true, problems: [] });
  });
});
