import { defineNode, evaluateExpression, itemsIn, type NodeContext } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { definition, isListed, type LoopConfig } from './definition.js';
import { type Rounds, roundsOf } from './rounds.js';

/** Begins another round while there is one; after the last it is as new, for whoever comes again. */
export const node = defineNode<LoopConfig, null>({
  definition,
  enter(config, context) {
    const rounds = roundsOf(config, context.nodeId);
    return context.evaluate(rounds.isMore)
      ? { next: 'exit', exit: 'each', set: roundOf(config, rounds, context.vars) }
      : { next: 'exit', exit: 'done', set: { [rounds.counter]: null } };
  },
  on: () => ({ next: 'wait', local: null }),
});

const roundOf = (config: LoopConfig, rounds: Rounds, vars: NodeContext['vars']): Readonly<Record<string, Json>> => {
  const round = evaluateExpression(rounds.next, { vars });
  return {
    [rounds.counter]: round,
    ...(config.indexAs !== '' && { [config.indexAs]: round }),
    ...(isListed(config) && { [config.itemAs]: itemOf(rounds, Number(round), vars) }),
  };
};

const itemOf = ({ list }: Rounds, round: number, vars: NodeContext['vars']): Json =>
  (list && itemsIn(evaluateExpression(list, { vars }))[round - 1]) ?? null;
