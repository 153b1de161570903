import { parseExpression } from '../expression/parse-expression.js';
import { readsOf } from '../expression/reads-of.js';
import type { Written } from '../outcome.js';
import { templateReads } from '../template-reads.js';
import { pathOf } from './asked.js';
import { variableKey } from './facts.js';
import type { ProofFlow, ProofOutcome, ProofStep } from './proof-flow.js';

type Parts = Omit<ProofFlow, 'wantedAt' | 'relevant'>;

/**
 * What of a flow's variables matters to the way calls take, and for how long: only that is kept apart, so that calls
 * which differ in nothing else are one to the proof.
 */
export const relevance = (parts: Parts): Pick<ProofFlow, 'wantedAt' | 'relevant'> => {
  const relevant = relevantVariables(parts);
  const wanted = wantedKeys(parts, relevant);
  return {
    relevant,
    wantedAt: (stepId) => {
      const keys = wanted.get(stepId);
      if (keys === undefined) return () => false;
      return (key, { is, about }) =>
        is === 'equals' ? about.some((name) => keys.has(variableKey(name))) : keys.has(key);
    },
  };
};

/** The variables that what is written is made from. */
export const namesIn = (written: Written): readonly string[] => {
  if (written.is === 'template') return namesInTemplate(written.template);
  if (written.is !== 'expression') return [];
  const parsed = parseExpression(written.expression);
  return parsed.ok ? readsOf(parsed.expression).map(nameIn) : [];
};

/** The variables a template is filled in with. */
export const namesInTemplate = (template: string): readonly string[] =>
  templateReads(template).map(({ path }) => nameIn(path));

const nameIn = (path: string): string => String(pathOf(path)[0]);

const relevantVariables = ({ steps, settings, key }: Parts): ReadonlySet<string> => {
  const all = [...steps.values()];
  const asked = all.flatMap(({ outcomes }) => outcomes.flatMap(({ when }) => when?.names ?? []));
  const given = all.flatMap(({ calls }) => Object.values(calls?.inputs ?? {}).flatMap(namesInTemplate));
  const returned = key === null ? [] : settings.variables.flatMap(({ name, output }) => (output ? [name] : []));
  const relevant = new Set([...asked, ...given, ...returned]);
  const writes = all.flatMap(({ outcomes }) => outcomes.flatMap(({ sets }) => Object.entries(sets)));
  for (const name of relevant) {
    for (const [target, written] of writes) if (target === name) for (const one of namesIn(written)) relevant.add(one);
  }
  return relevant;
};

type Line = { readonly from: string; readonly writes: ReadonlySet<string> };

// Backwards from where a fact is asked for, along all lines that do not end it.
const wantedKeys = (parts: Parts, relevant: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> => {
  const linesTo = linesOf(parts);
  const wanted = new Map<string, Set<string>>([...parts.steps.keys()].map((id) => [id, new Set()]));
  for (const [key, { names, at }] of askersOf(parts, relevant)) {
    const reached = new Set(at);
    for (const id of reached) {
      wanted.get(id)?.add(key);
      for (const { from, writes } of linesTo.get(id) ?? [])
        if (!names.some((name) => writes.has(name))) reached.add(from);
    }
  }
  return wanted;
};

const linesOf = ({ steps, failureStep }: Parts): ReadonlyMap<string, readonly Line[]> => {
  const linesTo = new Map<string, Line[]>([...steps.keys()].map((id) => [id, []]));
  const add = (step: ProofStep, exit: string, writes: ReadonlySet<string>) => {
    for (const to of step.exits.get(exit)?.to ?? []) linesTo.get(to)?.push({ from: step.node.id, writes });
  };
  for (const step of steps.values()) {
    if (failureStep) linesTo.get(failureStep.node.id)?.push({ from: step.node.id, writes: NO_NAMES });
    for (const { exit, sets } of step.outcomes) add(step, exit, new Set(Object.keys(sets)));
    // Ways out that no outcome names may still be taken: by a failure, or by the outcome of a flow that was called.
    for (const exit of step.exits.keys())
      if (step.calls || !step.outcomes.some((one) => one.exit === exit)) add(step, exit, NO_NAMES);
  }
  return linesTo;
};
const NO_NAMES: ReadonlySet<string> = new Set();

type Asker = { readonly names: readonly string[]; readonly at: Set<string> };

const askersOf = (parts: Parts, relevant: ReadonlySet<string>): ReadonlyMap<string, Asker> => {
  const askers = new Map<string, Asker>();
  const ask = (fact: string, names: readonly string[], { node }: ProofStep) => {
    const asker = askers.get(fact) ?? { names, at: new Set() };
    askers.set(fact, asker);
    asker.at.add(node.id);
  };
  for (const step of parts.steps.values()) {
    const names = [...readBy(step, relevant), ...givenBackBy(step, parts)];
    for (const name of names) ask(variableKey(name), [name], step);
    for (const { when } of step.outcomes) if (when) ask(when.key, when.names, step);
  }
  return askers;
};

// What the flow that called takes back.
const givenBackBy = (step: ProofStep, { key, settings }: Parts): readonly string[] =>
  key !== null && isReturn(step) ? settings.variables.flatMap(({ name, output }) => (output ? [name] : [])) : [];

const isReturn = ({ returns, isEnd }: Pick<ProofStep, 'returns' | 'isEnd'>): boolean => returns !== null && isEnd;

const readBy = ({ outcomes, calls }: ProofStep, relevant: ReadonlySet<string>): readonly string[] => [
  ...outcomes.flatMap(({ when }) => when?.names ?? []),
  ...outcomes.flatMap(({ sets }) => readByWrites(sets, relevant)),
  ...Object.values(calls?.inputs ?? {}).flatMap(namesInTemplate),
];

const readByWrites = (sets: ProofOutcome['sets'], relevant: ReadonlySet<string>): readonly string[] =>
  Object.entries(sets).flatMap(([name, written]) => (relevant.has(name) ? namesIn(written) : []));
