import type { Json } from '@callwright/protocol';
import { withVariable } from '../variables.js';
import { type Facts, NOTHING, variableKey, withWrite } from './facts.js';
import type { ProofFlow } from './proof-flow.js';

/** Set in every call: who calls whom. */
export const CALL_VARIABLE = 'call';

/**
 * What is known of a flow's variables when it begins.
 * @param given what it is called with, undefined where that is not known; null when whoever calls it may give anything
 */
export const factsAtStart = (flow: ProofFlow, given: ReadonlyMap<string, Json | undefined> | null): Facts => {
  let facts = NOTHING;
  for (const name of flow.relevant) {
    const value = valueAtStart(flow, name, given);
    facts = withWrite(facts, name, value);
  }
  return facts;
};

/** Whether a variable has a value from the start, or whoever calls the flow owes it one. */
export const isSetAtStart = (flow: Pick<ProofFlow, 'variables'>, name: string): boolean => {
  const declared = flow.variables.get(name);
  return name === CALL_VARIABLE || declared?.input === true || (declared?.initial ?? null) !== null;
};

const valueAtStart = (
  { variables, key }: ProofFlow,
  name: string,
  given: ReadonlyMap<string, Json | undefined> | null,
): Json | undefined => {
  const declared = variables.get(name);
  if (name === CALL_VARIABLE && key === null) return undefined;
  if (given?.has(name)) return stored(name, given.get(name), variables);
  if (declared?.input && given === null) return undefined;
  return declared?.initial === undefined ? null : stored(name, declared.initial, variables);
};

const stored = (name: string, value: Json | undefined, variables: ProofFlow['variables']): Json | undefined => {
  try {
    return value === undefined ? undefined : withVariable({}, name, value, variables)[variableKey(name)];
  } catch {
    return undefined; // The flow fails as it begins; nothing of what follows is reached.
  }
};
