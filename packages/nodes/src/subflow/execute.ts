import {
  defineNode,
  evaluateExpression,
  type NodeContext,
  parseExpression,
  soleVariable,
} from '@callwright/flow-engine';
import { AppError, type Json } from '@callwright/protocol';
import { definition, outputsOf, type SubflowConfig } from './definition.js';

/** Calls the flow; the engine leaves this step when it returns. */
export const node = defineNode<SubflowConfig, null>({
  definition,
  enter(config, context) {
    const subflow = definition.subflow?.(config) ?? null;
    if (subflow === null) throw new AppError('flow.notFound', 'No flow is chosen to be run here.');
    return { next: 'call', subflow, input: inputOf(config, context), outputs: outputsOf(config) };
  },
  on: () => ({ next: 'wait', local: null }),
});

const inputOf = ({ inputs }: SubflowConfig, context: NodeContext): Readonly<Record<string, Json>> => ({
  // What the call is remains known in every flow it goes through.
  ...(context.vars.call === undefined ? {} : { call: context.vars.call }),
  ...Object.fromEntries(
    inputs.filter(({ name }) => name !== '').map(({ name, value }) => [name, givenAs(value, context)]),
  ),
});

// As text a list would be its items in a row, and a number no number.
const givenAs = (template: string, { render, vars }: NodeContext): Json => {
  const variable = soleVariable(template);
  const parsed = variable === null ? null : parseExpression(variable);
  return parsed?.ok ? evaluateExpression(parsed.expression, { vars }) : render(template);
};
