import type { EngineEvent, JournalLine } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from './advance.js';
import { FALLBACK_STEPS, lengthOf, MAX_DEPTH, MAX_SILENT_STEPS, MAX_STEPS, MAX_VARIABLES_LENGTH } from './bounds.js';
import { callerWays } from './fuzz/caller-ways.js';
import { randomScript } from './fuzz/random-script.js';
import { type FlowInstance, newInstance } from './instance.js';
import type { FlowProgram } from './program.js';
import { replayPath } from './replay-path.js';
import { runScript, type ScriptResult } from './simulator/run-script.js';
import { anyProgram } from './testing/any-program.js';
import { fuzzRuns } from './testing/fuzz-runs.js';
import { verifyJournal } from './testing/verify-journal.js';

const LONG_MS = 120_000;

const eventsIn = (journal: readonly JournalLine[]): readonly EngineEvent[] =>
  journal.flatMap((line) => (line.kind === 'event' && line.toFlow ? [line.event] : []));

// How far a call goes of what it may, at the worst of its moments.
const peakOf = (program: FlowProgram, events: readonly EngineEvent[]) => {
  const peak = { depth: 0, steps: 0, silentSteps: 0, size: 0 };
  let instance: FlowInstance = newInstance(null);
  for (const event of events) {
    ({ instance } = advance(program, instance, event));
    peak.depth = Math.max(peak.depth, instance.callers.length);
    peak.steps = Math.max(peak.steps, instance.visit);
    peak.silentSteps = Math.max(peak.silentSteps, instance.silentSteps);
    peak.size = Math.max(peak.size, lengthOf(instance.vars));
  }
  return peak;
};

const failuresIn = ({ journal }: ScriptResult): readonly string[] =>
  journal.flatMap((line) =>
    line.kind === 'effect' && (line.effect.effect === 'flowFailed' || line.effect.effect === 'stepFailed')
      ? [line.effect.code]
      : [],
  );

describe('whatever flow, with those it calls, and whoever calls', () => {
  const anyCall = fc.record({ program: anyProgram, seed: fc.nat() });
  const callOf = ({ program, seed }: { readonly program: FlowProgram; readonly seed: number }) =>
    runScript(program, randomScript(seed, callerWays(program), {}));

  it('the call ends, within its bounds, and an engine taken up again after any event goes on the same', {
    timeout: LONG_MS,
  }, () => {
    const seen = new Set<string>();
    let deepest = 0;
    const property = fc.property(anyCall, (one) => {
      const call = callOf(one);
      verifyJournal(one.program, call.journal, call.instance);
      const peak = peakOf(one.program, eventsIn(call.journal));
      expect(peak.depth).toBeLessThanOrEqual(MAX_DEPTH);
      expect(peak.steps).toBeLessThanOrEqual(MAX_STEPS + FALLBACK_STEPS);
      expect(peak.silentSteps).toBeLessThanOrEqual(MAX_SILENT_STEPS + FALLBACK_STEPS);
      expect(peak.size).toBeLessThanOrEqual(MAX_VARIABLES_LENGTH);
      deepest = Math.max(deepest, peak.depth);
      for (const code of failuresIn(call)) seen.add(code);
      for (const event of eventsIn(call.journal)) seen.add(event.event);
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 3 });
    expect(deepest).toBe(MAX_DEPTH);
    const bounds = ['flow.stepLimit', 'flow.tooDeep', 'flow.valueTooLarge', 'flow.notFound', 'flow.nodeFailed'];
    expect([...seen]).toEqual(expect.arrayContaining([...bounds, 'httpResult', 'codeResult', 'timerFired']));
  });

  it('its journal taken through the same flow again goes the same way, also through those it calls', () => {
    let inSubflows = 0;
    const property = fc.property(anyCall, (one) => {
      const { journal } = callOf(one);
      const turns = eventsIn(journal).length;
      expect(replayPath(one.program, journal)).toEqual({ turns, change: null, divergence: null });
      if (journal.some((line) => line.kind === 'effect' && 'subflow' in line.effect)) inSubflows += 1;
    });
    fc.assert(property, { numRuns: fuzzRuns(100), seed: 8 });
    expect(inSubflows).toBeGreaterThan(10);
  });

  it('its journal taken through another flow never throws, and says where it parts if it does', () => {
    let parted = 0;
    const property = fc.property(anyCall, anyProgram, (one, other) => {
      const { journal } = callOf(one);
      const { divergence, change, turns } = replayPath(other, journal);
      if (divergence === null) return;
      parted += 1;
      expect(change).not.toBeNull();
      expect(divergence.recorded).not.toEqual(divergence.now);
      expect(eventsIn(journal)[turns]).toEqual(divergence.event);
    });
    fc.assert(property, { numRuns: fuzzRuns(100), seed: 9 });
    expect(parted).toBeGreaterThan(50);
  });
});
