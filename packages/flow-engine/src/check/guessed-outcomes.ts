import type { Exit, NodeDefinition } from '../node-type.js';
import type { Written } from '../outcome.js';
import type { ProofOutcome } from './proof-flow.js';
import { fieldsOf } from './words-of.js';

/**
 * What may come of a step whose kind does not say: each of its ways out, by a key where one is given; anything in the
 * variables it may write. Where there is one way to go on, and no decision, it is taken by itself.
 */
export const guessedOutcomes = (
  definition: NodeDefinition,
  config: unknown,
  exits: readonly Exit[],
): readonly ProofOutcome[] => {
  const sets = variablesOf(definition, config);
  const ways = exits.filter(({ kind }) => kind !== 'failure');
  const goesOn = definition.asksCaller !== true && ways.length === 1;
  const isDecision = definition.family === 'decide' && ways.length > 1;
  return exits.map(({ name, key, kind }) => ({
    exit: name,
    when: null,
    by: byOf(kind === 'failure' ? undefined : key, kind !== 'failure' && (goesOn || isDecision)),
    sets: kind === 'next' || kind === 'choice' ? sets : {},
    isChance: false,
    isSupposed: isDecision,
  }));
};

const byOf = (key: string | undefined, isByItself: boolean): ProofOutcome['by'] => {
  if (key !== undefined) return [{ presses: key }];
  return isByItself ? [] : null;
};

const variablesOf = (definition: NodeDefinition, config: unknown): Readonly<Record<string, Written>> =>
  Object.fromEntries(
    fieldsOf(definition, config).flatMap(({ meta, value }) =>
      meta.widget === 'variable' && typeof value === 'string' && value !== '' ? [[value, { is: 'any' }] as const] : [],
    ),
  );
