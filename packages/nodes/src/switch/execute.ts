import { defineNode, evaluateCondition } from '@callwright/flow-engine';
import { conditionsOf, definition, type SwitchConfig, textAsVariable, variableOf } from './definition.js';

/** Leaves at once, by the first way that has the value. */
export const node = defineNode<SwitchConfig, null>({
  definition,
  enter(config, { vars, render }) {
    const seen = variableOf(config) === null ? textAsVariable(render(config.value)) : vars;
    const taken = conditionsOf(config).find(({ when }) => evaluateCondition(when, seen));
    return { next: 'exit', exit: taken?.exit ?? 'otherwise' };
  },
  on: () => ({ next: 'wait', local: null }),
});
