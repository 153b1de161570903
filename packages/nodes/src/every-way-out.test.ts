import {
  compileFlow,
  evaluateCondition,
  flowScript,
  isSecretReference,
  type Outcome,
  type ScriptAct,
  type Written,
  type WrittenKind,
} from '@callwright/flow-engine';
import { ScriptRun } from '@callwright/flow-engine/simulator';
import {
  type CallRecord,
  commandsOf,
  drawFlow,
  NodeCoverage,
  type SimulatedCall,
  verifyJournal,
} from '@callwright/flow-engine/testing';
import { type CommandName, commandNames, type FlowDefinition, type Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from './executors.js';
import { definitionByType, definitions } from './index.js';
import { type SampleStep, sampleLibrary, sampleSettings, sampleSteps } from './shared/sample-steps.js';

const parsed = ({ type, config }: SampleStep) => {
  const definition = definitionByType.get(type);
  if (!definition) throw new Error(`There is no ${type}.`);
  return { definition, config: definition.config.parse(config) };
};
const exitsOf = (step: SampleStep) => {
  const { definition, config } = parsed(step);
  return definition.exits(config);
};
const flowOf = (step: SampleStep): FlowDefinition =>
  drawFlow({
    steps: { it: [step.type, step.config], next: ['hangup'] },
    lines: exitsOf(step)
      .filter(({ to }) => to === undefined)
      .map(({ name }) => ['it', name, 'next'] as const),
    settings: sampleSettings,
  });
const outcomesOf = (step: SampleStep): readonly Outcome[] => {
  const { definition, config } = parsed(step);
  const flow = flowOf(step);
  return definition.outcomes?.(config, flow.settings, flow.nodes[0]?.id ?? ('it' as never)) ?? [];
};
// Of several with conditions the first that holds is taken: none comes after one that always does.
const possible = (outcomes: readonly Outcome[]): readonly Outcome[] => {
  const always = outcomes.findIndex(({ when }) => when?.expression === 'true');
  return (always < 0 ? outcomes : outcomes.slice(0, always + 1)).filter(({ when }) => when?.expression !== 'false');
};

const programs = new Map(sampleSteps.map((step) => [step, compileFlow(flowOf(step), nodeTypes, sampleLibrary)]));
const programOf = (step: SampleStep) => programs.get(step) ?? compileFlow(flowOf(step), nodeTypes, sampleLibrary);
const givens = ({ given = [{}] }: SampleStep) => given;
type Wrong = { readonly command: CommandName; readonly how: 'silent'; readonly nth: number };

/** A call by a script; `next` does what scripts have no words for, and at its end the caller listens. */
const play = (
  step: SampleStep,
  script: { readonly given?: unknown; readonly when?: readonly ScriptAct[] },
  { faults = [], next = () => undefined }: { faults?: readonly Wrong[]; next?: (call: SimulatedCall) => void } = {},
): CallRecord => {
  const program = programOf(step);
  const run = new ScriptRun(program, flowScript.parse(script), { faults });
  next(run.call);
  run.finish();
  return run.record;
};
const verified = (record: CallRecord): CallRecord => {
  verifyJournal(record.program, record.journal, record.instance);
  return record;
};
const agrees = (written: Written, value: Json = null) => {
  if (written.is === 'value') expect(value).toEqual(written.value);
  else expect(value).not.toBeNull();
  if (written.is === 'any' && written.of) expect(isOfKind[written.of](value), `${written.of}: ${value}`).toBe(true);
};
const isText = (value: Json) => typeof value === 'string';
const isOfKind: Readonly<Record<WrittenKind, (value: Json) => boolean>> = {
  text: isText,
  digits: (value) => isText(value) && /^[\d*#]+$/.test(String(value)),
  date: (value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(String(value)),
  time: (value) => isText(value) && /^\d\d:\d\d$/.test(String(value)),
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  list: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  secret: isSecretReference,
};

describe.each(sampleSteps.map((step) => [step.type, JSON.stringify(step.config), step] as const))(
  'what may come of %s %s',
  (_type, _config, step) => {
    const outcomes = outcomesOf(step);
    const chosen = outcomes.filter(({ by, when }) => when === undefined && by !== undefined);

    it('comes about as its outcomes say: by what is done, with what they say in the variables', () => {
      for (const { exit, by, sets = {} } of chosen) {
        const record = verified(play(step, { when: by }));
        expect(record.exits[0], JSON.stringify(by)).toBe(`it.${exit}`);
        for (const [name, written] of Object.entries(sets)) agrees(written, record.vars[name]);
      }
    });

    it('comes about by the variables, the clock or by chance as its outcomes say', () => {
      const others = possible(outcomes.filter((outcome) => !chosen.includes(outcome)));
      const taken = givens(step).map((given) => {
        const { exits } = verified(play(step, { given }));
        const exit = exits.find((one) => one.startsWith('it.'))?.slice(3);
        const decided = others.find(({ when }) => when && evaluateCondition(when, given.variables ?? {}));
        if (decided && !others.some(({ when }) => when === undefined)) expect(exit).toBe(decided.exit);
        return exit;
      });
      for (const { exit } of others) expect(taken).toContain(exit);
    });

    it('is told of every way out that there is', () => {
      const isFull = step.type === 'menu' && outcomes.every(({ exit }) => exit !== 'noMatch');
      const declared = exitsOf(step)
        .map(({ name }) => name)
        .filter((name) => !(isFull && name === 'noMatch'));
      if (parsed(step).definition.outcomes)
        expect([...new Set(outcomes.map(({ exit }) => exit))].sort()).toEqual(declared.sort());
      else expect(declared).toEqual([]);
    });
  },
);

/** What may cut in at any moment. */
const interruptions: readonly ((call: SimulatedCall) => void)[] = [
  (call) => call.step({ input: 'callerHangup' }),
  (call) => call.step({ input: 'command', command: { command: 'interrupt' } }),
  (call) => {
    call.clock.advance(100);
    call.step({ input: 'key', digit: '5', phase: 'start' });
    call.step({ input: 'key', digit: '5', phase: 'end', durationMs: 0 });
  },
  (call) => {
    call.clock.advance(100);
    call.step({ input: 'speech', text: 'excuse me', durationMs: 500 });
  },
];
const wake = (timerId: string) => (call: SimulatedCall) => call.post({ event: 'timerFired', timerId, timestamp: 0 });
/** So long after what was done last something cuts in: at once, and when what that led to has begun. */
const MOMENTS_MS = [0, 1_500];

/** So many beginnings of calls to one step are tried, the shortest first: others differ in what is answered only. */
const MAX_BEGINNINGS = 16;

/** Beginnings of the callers that its outcomes tell of, each only once. */
const beginningsOf = (step: SampleStep): readonly (readonly ScriptAct[])[] => {
  const callers = [[], ...(step.more ?? []), ...outcomesOf(step).map(({ by = [] }) => by)];
  const all = [0, 1, 2].flatMap((length) => callers.map((by) => by.slice(0, length)));
  return [...new Map(all.map((acts) => [JSON.stringify(acts), acts])).values()].slice(0, MAX_BEGINNINGS);
};

const cutIn = (step: SampleStep, when: readonly ScriptAct[], coverage: NodeCoverage): void => {
  for (const afterMs of MOMENTS_MS) {
    const timers = new Set<string>();
    const look = (call: SimulatedCall) => {
      call.clock.advance(afterMs);
      for (const timerId of call.instance.timers) timers.add(timerId);
    };
    coverage.add(play(step, { when }, { next: look }));
    for (const cut of [...interruptions, ...[...timers].map(wake)]) {
      const next = (call: SimulatedCall) => {
        call.clock.advance(afterMs);
        if (!call.isOver) cut(call);
      };
      coverage.add(play(step, { when }, { next }));
    }
  }
};

const loseCommands = (step: SampleStep, when: readonly ScriptAct[], coverage: NodeCoverage): void => {
  const { journal } = play(step, { when });
  for (const command of commandNames.filter((name) => commandsOf(journal, name).length > 0))
    for (const nth of [1, 2]) {
      const faults = [{ command, how: 'silent' as const, nth }];
      coverage.add(play(step, { when }, { faults }));
      coverage.add(play(step, { when }, { faults, next: (call) => call.step({ input: 'callerHangup' }) }));
    }
};

const cover = (step: SampleStep, coverage: NodeCoverage): void => {
  for (const given of givens(step)) coverage.add(play(step, { given }));
  for (const { by = [] } of outcomesOf(step)) coverage.add(play(step, { when: by }));
  for (const when of beginningsOf(step)) {
    cutIn(step, when, coverage);
    loseCommands(step, when, coverage);
  }
};

describe('every type of step', () => {
  it('is among the samples', () => {
    expect([...new Set(sampleSteps.map(({ type }) => type))].sort()).toEqual(
      definitions.map(({ type }) => type).sort(),
    );
  });

  it.each(definitions.map(({ type }) => type))(
    '%s is seen whole in journals: each way out, each timer, hung up on in the middle, interrupted',
    (type) => {
      const coverage = new NodeCoverage(type);
      for (const step of sampleSteps.filter((one) => one.type === type)) cover(step, coverage);
      expect(coverage.gaps()).toEqual([]);
    },
  );
});
