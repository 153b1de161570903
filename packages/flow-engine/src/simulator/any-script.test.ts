import type { Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFlow, type FlowProgram } from '../program.js';
import { type FlowScript, flowScript, type ScriptAct } from '../script/script.js';
import { drawFlow } from '../testing/draw-flow.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import { serviceNodes } from '../testing/service-nodes.js';
import { verifyJournal } from '../testing/verify-journal.js';
import { runScript } from './run-script.js';
import { Simulator } from './simulator.js';

const commands: readonly Readonly<Record<string, Json>>[] = [
  { command: 'dial', dialId: 'd', targets: [{ target: 'a', timeoutMs: 3_000 }, { target: 'b' }], timeLimitMs: 900 },
  { command: 'dial', dialId: 'e', targets: [{ target: 'a' }, { target: 'b' }], order: 'oneAfterAnother' },
  { command: 'enqueue', queueId: 'q', queue: 's', maxWaitMs: 7_000 },
  { command: 'enqueue', queueId: 'r', queue: 's' },
  { command: 'conference', conferenceId: 'c', room: 'r' },
  { command: 'refer', referId: 'x', target: 'desk', options: { mode: 'attended', announce: 'Hi', timeoutMs: 900 } },
];
const steps: readonly (readonly [type: string, config: Readonly<Record<string, Json>>])[] = [
  ['tell', { text: 'Hello' }],
  ['ask', {}],
  ['ask', { timeoutMs: 900 }],
  ['pin', {}],
  ['pause', {}],
  ['fetch', {}],
  ['compute', {}],
  ...commands.map((command) => ['order', { command }] as const),
];
const exits = ['done', 'failed', 'key1', 'key2', 'none'];

/** Flows that ask, call and fetch, and in which most ways lead on. */
const anyProgram: fc.Arbitrary<FlowProgram> = fc
  .array(fc.tuple(fc.constantFrom(...steps), fc.array(fc.nat(9), { minLength: 5, maxLength: 5 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((drawn) =>
    compileFlow(
      drawFlow({
        steps: Object.fromEntries(drawn.map(([step], at) => [`s${at}`, step])),
        lines: drawn.flatMap(([, targets], at) =>
          exits.flatMap((exit, nth) => {
            const to = targets[nth] ?? 0;
            return to < drawn.length && to > at ? [[`s${at}`, exit, `s${to}`] as const] : [];
          }),
        ),
      }),
      [...sampleNodes, ...serviceNodes],
    ),
  );

const afterMs = fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined });
const someMs = fc.integer({ min: 0, max: 9_000 });
const anyAct: fc.Arbitrary<ScriptAct> = fc.oneof(
  fc.record({ presses: fc.constantFrom('1', '2', '4711', '#'), afterMs }),
  fc.record({ says: fc.constantFrom('yes', 'potatoes'), afterMs }),
  fc.record({ makesNoise: fc.constant(true as const), afterMs }),
  fc.record({ isSilent: fc.oneof(fc.constant(true as const), someMs) }),
  fc.record({ hears: fc.constantFrom('Press', 'Hello') }),
  fc.record({ http: fc.constantFrom({ status: 200, body: { order: { id: 1 } } }, { error: 'http.network' }) }),
  fc.record({ code: fc.constantFrom({ value: 1 }, { error: 'Oh no.' }) }),
  fc.record({
    line: fc.record({ outcome: fc.constantFrom('answered', 'busy', 'noAnswer', 'failed'), afterMs: someMs }),
  }),
  fc.record({
    queue: fc.record({ outcome: fc.constantFrom('answered', 'nobody', 'full'), afterMs: someMs, talkMs: someMs }),
  }),
  fc.record({ room: fc.record({ outcome: fc.constantFrom('joined', 'alone', 'full'), talkMs: someMs }) }),
  fc.record({ fails: fc.constantFrom('tts', 'gather', 'dial', 'refer') }),
  fc.record({ hangsUp: fc.constant(true as const), afterMs }),
);
const anyScript: fc.Arbitrary<FlowScript> = fc
  .array(anyAct, { maxLength: 8 })
  .map((when) => flowScript.parse({ when: JSON.parse(JSON.stringify(when)) }));

describe('any script', () => {
  it('comes to the end of its call, without a throw, and the journal is right', () => {
    const seen = { done: 0, undone: 0 };
    const property = fc.property(anyProgram, anyScript, (program, script) => {
      const { journal, instance, problems } = runScript(program, script);
      verifyJournal(program, journal, instance);
      if (problems.length === 0) seen.done += 1;
      else seen.undone += 1;
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 5 });
    expect(Math.min(seen.done, seen.undone)).toBeGreaterThan(20);
  });

  it('is the same call however it is come by: act by act, back and forward, or by its script', () => {
    const property = fc.property(anyProgram, anyScript, (program, script) => {
      const simulator = new Simulator(program, { ...script, when: [] });
      for (const act of script.when) simulator.do(act);
      simulator.finish();
      const { journal } = simulator.state;
      expect(new Simulator(program, simulator.toScript()).state.journal).toEqual(journal);
      simulator.goTo(0);
      expect(simulator.goTo(simulator.acts.length).journal).toEqual(journal);
    });
    fc.assert(property, { numRuns: fuzzRuns(150), seed: 6 });
  });

  it('can be forked at any moment: what was before is the same', () => {
    const property = fc.property(
      anyProgram,
      anyScript,
      fc.integer({ min: 0, max: 30_000 }),
      (program, script, atMs) => {
        const simulator = new Simulator(program, script);
        const fork = simulator.forkAt(Math.min(atMs, simulator.state.atMs));
        const until = simulator.doneAtMs.filter((doneAtMs) => doneAtMs <= atMs).at(-1) ?? 0;
        const early = ({ journal }: Simulator['state']) => journal.filter((line) => line.atMs < until);
        const hasFault = script.when.some((act) => 'fails' in act);
        if (!hasFault) expect(early(fork.state)).toEqual(early(simulator.state));
      },
    );
    fc.assert(property, { numRuns: fuzzRuns(150), seed: 7 });
  });
});
