import { type Effect, type EngineEvent, SERVER_TRACK } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance } from './advance.js';
import { type FlowInstance, newInstance } from './instance.js';
import { compileFlow } from './program.js';
import { anyFlow } from './testing/any-flow.js';
import { answered, at, caller, fired, hangup, key, played, started } from './testing/engine-events.js';
import { fuzzRuns } from './testing/fuzz-runs.js';
import { sampleNodes } from './testing/sample-nodes.js';

describe('whatever flow and whatever events', () => {
  const anyEvent = fc.oneof(
    fc.constantFrom('1', '2', '*', '#').map(key),
    fc
      .tuple(fc.constantFrom('s0', 's1', 's2'), fc.integer({ min: 1, max: 5 }))
      .map(([id, visit]) => played(`${id}.${visit}`)),
    fc.tuple(fc.nat(5), fc.nat(5)).map(([visit, event]) => fired(`${visit}.${event}:quiet`)),
    fc.constantFrom<EngineEvent>(
      { event: 'error', sender: 'tts', error: 'x', code: 'internal', playId: 's0.1', ...at },
      { event: 'ack', command: 'tts', ok: false, commandId: 's1.2', ...at },
      { event: 'interruption', trackId: SERVER_TRACK, positionMs: 1, cause: 'keys', ...at },
      { event: 'startSpeaking', trackId: caller, startTime: 0, ...at },
      hangup,
      started,
    ),
  );
  // What the flow itself is waiting for, so that it gets somewhere.
  const awaited = (instance: FlowInstance, pick: number): EngineEvent => {
    const visitId = `${instance.node}.${instance.visit}`;
    const [timerId = 'none'] = instance.timers;
    const all = [
      played(visitId),
      answered(visitId, 'key1'),
      answered(visitId, 'key12'),
      answered(visitId),
      fired(timerId),
    ];
    return all[pick % all.length] ?? hangup;
  };
  const anyScript = fc.array(fc.oneof({ arbitrary: fc.nat(4), weight: 3 }, { arbitrary: anyEvent, weight: 1 }), {
    maxLength: 25,
  });

  it('never throws, is plain JSON, and goes on identically from what was kept as text', () => {
    const reached = new Set<string>();
    const property = fc.property(anyFlow(true), anyScript, (sketch, script) => {
      const program = compileFlow(sketch, sampleNodes);
      let live = advance(program, newInstance(null), started);
      for (const act of script) {
        const event = typeof act === 'number' ? awaited(live.instance, act) : act;
        const kept = JSON.parse(JSON.stringify(live.instance)) as FlowInstance;
        expect(kept).toEqual(live.instance);
        const resumed = advance(program, kept, event);
        live = advance(program, live.instance, event);
        expect(resumed).toEqual(live);
        expect(JSON.parse(JSON.stringify(live.effects))).toEqual(live.effects);
      }
      for (const id of live.instance.timers) expect(id).toMatch(new RegExp(`^${live.instance.visit}\\.`));
      reached.add(live.instance.status);
    });
    fc.assert(property, { numRuns: fuzzRuns(300), seed: 1 });
    expect([...reached].sort()).toEqual(['failed', 'finished', 'running']);
  });

  // The timers a runner would have after these effects; stopping one that does not run is a mistake.
  const runningAfter = (running: readonly string[], effects: readonly Effect[]): readonly string[] =>
    effects.reduce<readonly string[]>((timers, effect) => {
      if (effect.effect === 'startTimer') return timers.concat(effect.timerId);
      if (effect.effect !== 'stopTimer') return timers;
      expect(timers).toContain(effect.timerId);
      return timers.filter((id) => id !== effect.timerId);
    }, running);

  it('has exactly the timers running that it says, and none once it is over', () => {
    const property = fc.property(anyFlow(true), anyScript, (sketch, script) => {
      const program = compileFlow(sketch, sampleNodes);
      let instance = newInstance(null);
      let running: readonly string[] = [];
      for (const act of [started, ...script, hangup]) {
        const event = typeof act === 'number' ? awaited(instance, act) : act;
        const turn = advance(program, instance, event);
        const left = event.event === 'timerFired' ? running.filter((id) => id !== event.timerId) : running;
        running = runningAfter(left, turn.effects);
        instance = turn.instance;
        expect(running).toEqual(instance.timers);
      }
      expect(running).toEqual([]);
    });
    fc.assert(property, { numRuns: fuzzRuns(200), seed: 2 });
  });
});
