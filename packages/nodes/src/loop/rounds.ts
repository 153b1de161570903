import { type Condition, type Expression, formatExpression, parseExpression } from '@callwright/flow-engine';
import type { NodeId } from '@callwright/protocol';
import type { LoopConfig } from './definition.js';

/** More rounds than this make no call any more. */
export const MAX_ROUNDS = 500;

/** How a loop counts, as expressions, so that a call and a proof reckon alike. */
export type Rounds = {
  /** The variable in which it keeps how many rounds have begun: it outlives each visit to the step. */
  readonly counter: string;
  /** Holds while there is another round. */
  readonly isMore: Condition;
  /** Which round that is, from 1. */
  readonly next: Expression;
  /** The same, written. */
  readonly nextText: string;
  /** What it goes through; null for a loop that only counts. */
  readonly list: Expression | null;
};

/** How the loop of a step counts. Made once for each config. */
export const roundsOf = (config: LoopConfig, nodeId: NodeId): Rounds => {
  const known = made.get(config);
  if (known?.counter === counterOf(nodeId)) return known;
  const fresh = makeRounds(config, counterOf(nodeId));
  made.set(config, fresh);
  return fresh;
};
const made = new WeakMap<LoopConfig, Rounds>();

const counterOf = (nodeId: NodeId) => `loop_${nodeId}`;

const makeRounds = (config: LoopConfig, counter: string): Rounds => {
  const begun = call('default', { kind: 'path', path: [counter] }, value(0));
  const next: Expression = { kind: 'arithmetic', sign: '+', left: begun, right: value(1) };
  const isMore = all(limitsOf(config).map((right) => ({ kind: 'compare', sign: '<', left: begun, right })));
  return {
    counter,
    isMore: { match: 'all', comparisons: [], expression: formatExpression(isMore) },
    next,
    nextText: formatExpression(next),
    list: config.over === 'list' ? written(config.list) : null,
  };
};

// Each is asked for itself: a proof that does not know the list still knows that the rounds come to an end.
const limitsOf = ({ over, times, list, atMost }: LoopConfig): readonly Expression[] =>
  over === 'list'
    ? [call('count', written(list)), value(atMost)]
    : [call('min', call('default', call('number', written(times)), value(0)), value(MAX_ROUNDS))];

const all = (of: readonly Expression[]): Expression => (of.length === 1 && of[0] ? of[0] : { kind: 'all', of });

// What cannot be read is nothing: no round.
const written = (text: string): Expression => {
  const parsed = parseExpression(text);
  return parsed.ok ? parsed.expression : { kind: 'value', value: null };
};

const value = (number: number): Expression => ({ kind: 'value', value: number });
const call = (name: 'default' | 'min' | 'count' | 'number', ...args: readonly Expression[]): Expression => ({
  kind: 'call',
  name,
  args,
});
