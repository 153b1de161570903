import type { FlowDefinition, FlowProblem, JournalLine, Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFlow } from '../program.js';
import { flowScript } from '../script/script.js';
import { runScript, type ScriptResult } from '../simulator/run-script.js';
import { templateReads } from '../template-reads.js';
import { anyFlow } from '../testing/any-flow.js';
import { type EveryCall, everyCall, isHeardIn, type Moment, type Turn } from '../testing/every-call.js';
import { fuzzRuns } from '../testing/fuzz-runs.js';
import { sampleDefinitions, sampleNodes } from '../testing/sample-nodes.js';
import { proveFlow } from './check-flow.js';
import { loopsOf } from './graph.js';

/** A thousand flows take a while where the machine has other things to do. */
const LONG_MS = 240_000;
/** Beyond this a flow counts without end. */
const MAX_MOMENTS = 150;

type Verdict = {
  readonly unreachable: readonly string[];
  readonly isTrapped: boolean;
  readonly unset: readonly string[];
  readonly isSilent: boolean;
  /** Steps of circles in which the caller is asked nothing. */
  readonly loops: readonly string[];
};

const verdictOf = (problems: readonly FlowProblem[]): Verdict => {
  const idsOf = (...codes: readonly string[]) =>
    problems.filter(({ code }) => codes.includes(code)).map(({ nodeId }) => String(nodeId));
  const isError = problems.some(
    ({ code, severity }) => severity === 'error' && ['silentLoop', 'noWayOut'].includes(code),
  );
  return {
    unreachable: idsOf('unreachable').sort(),
    isTrapped: isError,
    unset: problems
      .filter(({ code }) => code === 'unsetVariable')
      .map(({ nodeId, message }) => `${nodeId} ${/"(\w+)"/.exec(message)?.[1]}`)
      .sort(),
    isSilent: idsOf('silentCall').length > 0,
    loops: idsOf('silentLoop').sort(),
  };
};

/** The same, as every call of the engine shows it. */
const shownBy = (flow: FlowDefinition, calls: EveryCall): Verdict => {
  const turns = [calls.first, ...calls.moments.flatMap((moment) => moment.turns)];
  const entries = turns.flatMap(entriesOf);
  const entered = new Set(entries.map(({ id }) => id));
  const reads = new Map(flow.nodes.map(({ id, type, config }) => [String(id), readsOf(type, config)]));
  const unset = entries.flatMap(({ id, vars }) =>
    (reads.get(id) ?? []).flatMap((name) => ((vars[name] ?? null) === null ? [`${id} ${name}`] : [])),
  );
  return {
    unreachable: flow.nodes
      .map(({ id }) => String(id))
      .filter((id) => !entered.has(id))
      .sort(),
    isTrapped: hasTrap(calls),
    unset: [...new Set(unset)].sort(),
    isSilent: endsInSilence(flow, calls),
    loops: loopsIn(flow, calls),
  };
};

// The steps a turn enters, with the variables as they are then.
const entriesOf = ({ effects, vars }: Turn) => {
  const entries: { id: string; vars: Readonly<Record<string, Json>> }[] = [];
  let now = vars;
  for (const effect of effects) {
    if (effect.effect === 'variableSet') now = { ...now, [effect.name]: effect.value };
    if (effect.effect === 'stepEntered') entries.push({ id: effect.nodeId, vars: now });
  }
  return entries;
};

const readsOf = (type: string, config: Readonly<Record<string, Json>>): readonly string[] => {
  if (type === 'decide') return [String(config.variable)];
  const text = String(config[type === 'keep' ? 'value' : 'text'] ?? '');
  return templateReads(text).flatMap(({ path, hasDefault }) => (hasDefault ? [] : [path]));
};

const hasTrap = ({ moments }: EveryCall): boolean => {
  const before = new Map<Moment, Moment[]>(moments.map((moment) => [moment, []]));
  for (const moment of moments)
    for (const { to, isFailure } of moment.turns) if (!isFailure) before.get(to)?.push(moment);
  const able = new Set(moments.filter(({ isOver, isStuck }) => isOver && !isStuck));
  for (const moment of able) for (const one of before.get(moment) ?? []) able.add(one);
  return able.size < moments.length;
};

// A step and the variables it is entered with lead to the next of them; no circle goes through a question.
const loopsIn = (flow: FlowDefinition, { first, moments }: EveryCall): readonly string[] => {
  const asking = new Set(flow.nodes.flatMap(({ id, type }) => (type === 'ask' ? [String(id)] : [])));
  const next = new Map<string, string[]>();
  const stateAt = (id: string, vars: Turn['vars']) => {
    if (asking.has(id)) return null;
    const state = `${id} ${JSON.stringify(vars)}`;
    if (!next.has(state)) next.set(state, []);
    return state;
  };
  const follow = (from: string | null, turn: Turn) =>
    entriesOf(turn).reduce((before, { id, vars }) => {
      const here = stateAt(id, vars);
      if (before !== null && here !== null) next.get(before)?.push(here);
      return here;
    }, from);
  follow(null, first);
  for (const { instance, turns } of moments)
    for (const turn of turns) follow(stateAt(String(instance.node), instance.vars), turn);
  // What the engine had to stop went round with ever other values.
  const stopped = [first, ...moments.flatMap(({ turns }) => turns)].filter(({ to }) => to.isStuck);
  const endless = stopped.flatMap((turn) => entriesOf(turn).slice(-50));
  const circling = loopsOf(next).flatMap((loop) => loop.map((state) => state.split(' ', 1)[0] ?? ''));
  return [...new Set([...circling, ...endless.map(({ id }) => id)])].sort();
};

const endsInSilence = (flow: FlowDefinition, { first }: EveryCall): boolean => {
  const quiet = new Set<Moment>();
  const take = (turn: Turn) => !turn.isFailure && !isHeardIn(turn) && quiet.add(turn.to);
  const isSilentEnd = (turn: Turn) =>
    !turn.isFailure && !isHeardIn(turn) && turn.to.isOver && !turn.to.isStuck && !isOpenEnd(flow, turn);
  if (isSilentEnd(first)) return true;
  take(first);
  for (const moment of quiet) {
    if (moment.turns.some(isSilentEnd)) return true;
    for (const turn of moment.turns) take(turn);
  }
  return false;
};

// By a way out that leads nowhere and must not.
const isOpenEnd = (flow: FlowDefinition, { effects }: Turn): boolean => {
  const end = effects.find((effect) => effect.effect === 'flowFinished');
  const left = effects.filter((effect) => effect.effect === 'stepLeft').at(-1);
  const node = flow.nodes.find(({ id }) => left?.effect === 'stepLeft' && id === left.nodeId);
  return end !== undefined && node !== undefined && left?.effect === 'stepLeft' && left.exit !== 'none';
};

type Counts = Record<'compared' | 'trapped' | 'unset' | 'unreachable' | 'silent' | 'looping', number>;

const compare = (flow: FlowDefinition, counts: Counts): void => {
  const { problems, decided } = proveFlow(flow, sampleDefinitions);
  const calls = everyCall(compileFlow(flow, sampleNodes), MAX_MOMENTS);
  const [proved, shown] = [verdictOf(problems), shownBy(flow, calls)];
  if (!calls.isComplete || !decided) {
    // What is told to be impossible is, however far one tries.
    const impossible = problems.filter(({ code, severity }) => code === 'unreachable' && severity === 'warning');
    for (const { nodeId } of impossible) expect(shown.unreachable).toContain(nodeId);
    return;
  }
  counts.compared += 1;
  counts.trapped += Number(shown.isTrapped);
  counts.unset += Number(shown.unset.length > 0);
  counts.unreachable += Number(shown.unreachable.length > 0);
  counts.silent += Number(shown.isSilent);
  counts.looping += Number(shown.loops.length > 0);
  expect(proved).toEqual(shown);
};

const replay = (flow: FlowDefinition, replayed: Set<string>): void => {
  const program = compileFlow(flow, sampleNodes);
  for (const problem of proveFlow(flow, sampleDefinitions).problems) {
    if (problem.script === undefined) continue;
    replayed.add(problem.code);
    expect(missing(problem, runScript(program, flowScript.parse({ when: problem.script })))).toBeNull();
  }
};

describe('the proof', () => {
  it('says of random flows what trying every call there can be says', { timeout: LONG_MS }, () => {
    const counts: Counts = { compared: 0, trapped: 0, unset: 0, unreachable: 0, silent: 0, looping: 0 };
    const property = fc.property(anyFlow(false), (flow) => compare(flow, counts));
    fc.assert(property, { numRuns: 1000, seed: 7 });
    expect(counts.compared).toBeGreaterThan(900);
    for (const kind of ['trapped', 'unset', 'unreachable', 'silent', 'looping'] as const) {
      expect(counts[kind]).toBeGreaterThan(50);
      expect(counts[kind]).toBeLessThan(counts.compared);
    }
  });

  it('shows each thing it finds by a caller with whom it happens', { timeout: LONG_MS }, () => {
    const replayed = new Set<string>();
    const property = fc.property(anyFlow(false), (flow) => replay(flow, replayed));
    fc.assert(property, { numRuns: fuzzRuns(150), seed: 11 });
    const codes = ['abruptEnd', 'idleLoop', 'noWayOut', 'silentCall', 'silentLoop', 'unsetVariable'];
    expect([...replayed].sort()).toEqual(codes);
  });
});

/** What a call does not show of the problem whose caller it was; null when it shows all of it. */
const missing = ({ code, nodeId, message }: FlowProblem, call: ScriptResult): string | null => {
  const undone = call.problems.find(({ act }) => act !== null);
  if (undone) return undone.message;
  if (!call.path.some((id) => id === nodeId)) return `It never comes to ${nodeId}.`;
  return shows(code, call, String(nodeId), /"(\w+)"/.exec(message)?.[1] ?? '') ? null : `It does not show ${code}.`;
};

const shows = (code: string, { path, journal, heard, reason }: ScriptResult, id: string, name: string): boolean => {
  switch (code) {
    case 'unsetVariable':
      return isUnsetAt(journal, id, name);
    case 'silentCall':
      return heard.length === 0;
    case 'abruptEnd':
      return path.at(-1) === id && lastCommand(journal) === 'hangup';
    case 'idleLoop':
    case 'silentLoop':
    case 'noWayOut':
      return path.filter((one) => one === id).length > 1 || reason !== 'completed';
    default:
      return false;
  }
};

const isUnsetAt = (journal: readonly JournalLine[], id: string, name: string): boolean => {
  const values: Record<string, Json> = {};
  for (const line of journal) {
    if (line.kind !== 'effect') continue;
    const { effect } = line;
    if (effect.effect === 'variableSet') values[effect.name] = effect.value;
    if (effect.effect === 'stepEntered' && effect.nodeId === id && (values[name] ?? null) === null) return true;
  }
  return false;
};

// What the last step did.
const lastCommand = (journal: readonly JournalLine[]): string => {
  const effects = journal.flatMap((line) => (line.kind === 'effect' ? [line.effect] : []));
  const from = effects.findLastIndex(({ effect }) => effect === 'stepEntered');
  const done = effects.slice(from).find((effect) => effect.effect === 'command');
  return done?.effect === 'command' ? done.command.command : '';
};
