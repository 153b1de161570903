import type { Json } from '@callwright/protocol';
import { MAX_DEPTH } from '../bounds.js';
import { soleVariable } from '../template-shape.js';
import { answerOf, pathOf, supposing } from './asked.js';
import { type Facts, NOTHING, onlyOf, surely, variableKey, withWrite } from './facts.js';
import type { ProofFlow, ProofOutcome } from './proof-flow.js';
import type { Certainty, Ending, Move, Spot } from './proof-state.js';
import { factsAtStart } from './start-facts.js';
import { factsAfter, renderKnown } from './written.js';

/** Finds a flow that is called: null when there is none of that key, undefined when nobody knows. */
export type FindFlow = (key: string) => ProofFlow | null | undefined;

/** The way out of a step whose flow failed, or is not there. */
const FAILED = 'failed';

type Doing = Omit<Move, 'to' | 'ending' | 'exitKind'>;

/** Everything a call may do next. Never nothing: a step none of whose outcomes can be may have all of them. */
export const movesFrom = (spot: Spot, findFlow: FindFlow): readonly Move[] => {
  const { step, flow } = spot;
  if (step.isUnknown) return unknownMoves(spot);
  if (step.isEnd) return endMoves(spot);
  const called = step.calls ? findFlow(step.calls.key) : undefined;
  if (called === null) return leave(spot, FAILED, doing(spot, { exit: FAILED, isFailure: true, isHeard: false }));
  if (called?.start && mayCall(spot, called)) return callMoves(spot, called, called.start);
  const moves = waysOf(step.outcomes, spot.facts).flatMap(({ outcome, facts, isSupposed }) => {
    const certainty = certaintyOf(outcome, isSupposed);
    const after = factsAfter(facts, outcome.sets, flow.variables, (name) => flow.relevant.has(name));
    const { exit, by, sets } = outcome;
    if ('unfit' in after)
      return failStep(
        { ...spot, facts: forgetting(sets, facts) },
        doing(spot, { ...after, exit, by, certainty, isFailure: true, isHeard: false }),
      );
    return leave({ ...spot, facts: after }, exit, doing(spot, { exit, by, certainty, writes: writtenBy(spot, sets) }));
  });
  return [...moves, ...defects(spot)];
};

const doing = (spot: Spot, own: Partial<Doing>): Doing => ({
  exit: '',
  by: [],
  certainty: 'sure',
  isFailure: false,
  isHeard: spot.step.isHeard,
  writes: [],
  ...own,
});

type Way = { readonly outcome: ProofOutcome; readonly facts: Facts; readonly isSupposed: boolean };

// Of those with a condition the first that holds; of those without one each may be.
const waysOf = (outcomes: readonly ProofOutcome[], facts: Facts): readonly Way[] => {
  const ways: Way[] = outcomes.flatMap((outcome) => (outcome.when ? [] : [{ outcome, facts, isSupposed: false }]));
  let otherwise = facts;
  let isSupposed = false;
  for (const outcome of outcomes) {
    if (!outcome.when) continue;
    const answer = answerOf(outcome.when, otherwise);
    if (answer === true) {
      ways.push({ outcome, facts: otherwise, isSupposed });
      return ways;
    }
    if (answer === false) continue;
    isSupposed = true;
    ways.push({ outcome, facts: supposing(outcome.when, otherwise, true), isSupposed });
    otherwise = supposing(outcome.when, otherwise, false);
  }
  return ways.length > 0 ? ways : outcomes.map((outcome) => ({ outcome, facts, isSupposed: true }));
};

const certaintyOf = ({ isChance, isSupposed, by }: ProofOutcome, isWaySupposed: boolean): Certainty => {
  if (isSupposed || isWaySupposed) return 'supposed';
  return isChance || by === null ? 'chance' : 'sure';
};

const writtenBy = ({ callers }: Spot, sets: ProofOutcome['sets']): readonly string[] =>
  callers.length > 0
    ? []
    : Object.entries(sets).flatMap(([name, written]) =>
        written.is === 'value' && written.value === null ? [] : [name],
      );

const unknownMoves = (spot: Spot): readonly Move[] => {
  const base = doing(spot, { certainty: 'chance', by: null });
  const exits = [...spot.step.exits.keys()];
  return [...exits.flatMap((exit) => leave(spot, exit, { ...base, exit })), over(base, 'ended')];
};

const endMoves = (spot: Spot): readonly Move[] => {
  const { returns } = spot.step;
  const base = doing(spot, { exit: returns ?? '' });
  return returns === null || spot.callers.length === 0 ? [over(base, 'ended')] : comeBack(spot, returns, base);
};

const mayCall = ({ callers, flow }: Spot, called: ProofFlow) =>
  callers.length < MAX_DEPTH && flow.key !== called.key && !callers.some((caller) => caller.flow.key === called.key);

const callMoves = (spot: Spot, called: ProofFlow, start: Spot['step']): readonly Move[] => {
  const { flow, step, facts, callers, hasFallenBack } = spot;
  const frame = { flow, step, facts: stillWanted(flow, step.node.id, facts) };
  const to = { flow: called, step: start, callers: [...callers, frame], hasFallenBack };
  const given = stillWanted(called, start.node.id, factsAtStart(called, inputsOf(spot)));
  return [enter(doing(spot, { isHeard: false }), { ...to, facts: given }), ...defects(spot)];
};

// What is given as far as it is known; null when nobody says what is.
const inputsOf = ({ step, facts }: Spot): ReadonlyMap<string, Json | undefined> | null => {
  const inputs = step.calls?.inputs;
  if (!inputs) return null;
  return new Map(Object.entries(inputs).map(([name, template]) => [name, givenAs(template, facts)]));
};

// A variable alone is handed over as it is, also when it is unset.
const givenAs = (template: string, facts: Facts): Json | undefined => {
  const variable = soleVariable(template);
  if (variable === null) return renderSafely(template, facts);
  const known = surely(facts, pathOf(variable));
  return known ? (known.value ?? null) : undefined;
};

const renderSafely = (template: string, facts: Facts): string | undefined => {
  try {
    return renderKnown(template, facts);
  } catch {
    return undefined; // The step fails then; which way that leads is among its defects.
  }
};

const comeBack = (spot: Spot, outcome: string, base: Doing): readonly Move[] => {
  const caller = spot.callers.at(-1);
  if (!caller) return [over(base, 'ended')];
  const callers = spot.callers.slice(0, -1);
  const outputs = Object.entries(caller.step.calls?.outputs ?? {});
  const facts = outputs.reduce((now, [own, output]) => {
    const fact = spot.facts.get(variableKey(output));
    if (!caller.flow.relevant.has(own)) return now;
    return withWrite(now, own, fact?.is === 'value' ? fact.value : fact?.is === 'unset' ? null : undefined);
  }, caller.facts);
  const back = {
    ...spot,
    ...caller,
    facts: caller.step.calls?.outputs ? facts : forgetting(setsOf(caller, outcome), caller.facts),
    callers,
  };
  const exit = caller.step.exits.has(outcome) ? outcome : FAILED;
  const writes = callers.length > 0 ? [] : [...outputs.map(([own]) => own), ...writtenBy(back, setsOf(caller, exit))];
  return leave(back, exit, { ...base, exit, writes });
};

const setsOf = ({ step }: Pick<Spot, 'step'>, exit: string) =>
  step.outcomes.find((one) => one.exit === exit)?.sets ?? {};

const forgetting = (sets: ProofOutcome['sets'], facts: Facts): Facts =>
  Object.keys(sets).reduce((now, name) => withWrite(now, name, undefined), facts);

const leave = (spot: Spot, exitName: string, base: Doing): readonly Move[] => {
  const way = spot.step.exits.get(exitName);
  if (!way) return fail(spot, { ...base, isFailure: true });
  const isFailure = base.isFailure || way.exit.kind === 'failure';
  const left = { ...base, isFailure, isHeard: base.isHeard && !isFailure };
  const steps = way.to.flatMap((id) => spot.flow.steps.get(id) ?? []);
  if (steps.length > 0) return steps.map((step) => ({ ...goTo(spot, step, left), exitKind: way.exit.kind }));
  if (way.exit.kind === 'failure') return fail(spot, left);
  return [{ ...over(left, way.exit.kind === 'fallback' ? 'polite' : 'open'), exitKind: way.exit.kind }];
};

// As the engine does it: by the step's way out for failures if one is joined, else the flow fails.
const failStep = (spot: Spot, base: Doing): readonly Move[] => {
  const way = [...spot.step.exits.values()].find(({ exit, to }) => exit.kind === 'failure' && to.length > 0);
  return way ? leave(spot, way.exit.name, { ...base, exit: way.exit.name }) : fail(spot, base);
};

// As the engine does it: the flow's own step for it, once; then the flow that called this one; then the last words.
const fail = (spot: Spot, base: Doing): readonly Move[] => {
  const { flow, facts, callers, hasFallenBack } = spot;
  const isMain = callers.length === 0;
  if (flow.failureStep && !hasFallenBack) {
    const told = { ...spot, facts: withWrite(facts, 'error', undefined), hasFallenBack: true };
    return [goTo(told, flow.failureStep, { ...base, isFailure: true, writes: isMain ? ['error'] : [] })];
  }
  const caller = callers.at(-1);
  if (!caller) return [over({ ...base, isFailure: true }, 'failed')];
  return leave({ ...spot, ...caller, callers: callers.slice(0, -1) }, FAILED, { ...base, isFailure: true });
};

const goTo = (spot: Spot, step: Spot['step'], base: Doing): Move =>
  enter(base, { ...spot, step, facts: stillWanted(spot.flow, step.node.id, spot.facts) });

const enter = (base: Doing, to: Spot): Move => ({ ...base, to, ending: null, exitKind: null });
const over = (base: Doing, ending: Ending): Move => ({ ...base, to: null, ending, exitKind: null });

/** Facts that matter from a step on. */
export const stillWanted = (flow: ProofFlow, stepId: string, facts: Facts): Facts =>
  onlyOf(facts, flow.wantedAt(stepId));

// Any step may fail by a defect, where its flow's author has drawn a line for it.
const defects = (spot: Spot): readonly Move[] =>
  [...spot.step.exits.values()]
    .filter(({ exit, to }) => exit.kind === 'failure' && to.length > 0)
    .filter(({ exit }) => !spot.step.outcomes.some((one) => one.exit === exit.name && one.when === null))
    .flatMap(({ exit }) => {
      const forgot = { ...spot, facts: NOTHING };
      return leave(forgot, exit.name, doing(spot, { exit: exit.name, certainty: 'defect', isFailure: true }));
    });
