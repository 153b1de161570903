import type { Operator } from '@callwright/flow-engine';
import { soleVariable } from '@callwright/flow-engine';
import type { Json } from '@callwright/protocol';
import { type Converted, type DraftStep, exitsTo, type Target, toStep, toWidget } from '../converted.js';
import type { ImportContext } from '../import-context.js';
import { stepIdOf, variableOf } from '../names.js';
import type { StudioCondition, Widget } from '../widget.js';
import { valuesOfRegex } from './values-of-regex.js';

/** Remembers values. */
export const convertSetVariables = (widget: Widget, context: ImportContext): Converted => {
  const assignments = widget.pairs('variables').map(({ key, value }) => {
    const name = variableOf(key);
    if (name !== key) context.hint(`The variable ${key} is called ${name} here.`);
    return { name, value: context.translate(value), kind: 'text', operation: 'set' };
  });
  const id = stepIdOf(widget.name);
  if (assignments.length === 0) return { steps: [], passesTo: widget.next('next') };
  const exits = exitsTo(toWidget(widget.next('next')), 'done');
  return { steps: [{ id, type: 'set', name: widget.name, config: { assignments }, exits }] };
};

/** Goes on by what a value is. */
export const convertSplit = (widget: Widget, context: ImportContext): Converted => {
  const input = context.template('input');
  const id = stepIdOf(widget.name);
  const inputName = soleVariable(input);
  const own = variableOf(widget.name, 'value');
  const rules = widget.matches.map(({ conditions }, at) => ({
    id: `match${at + 1}`,
    label: context.translate(conditions[0]?.friendly_name ?? '').slice(0, 120),
    match: 'all',
    comparisons: conditions.map((one) => comparisonOf(one, inputName ?? own, context)),
  }));
  if (widget.matches.some(({ conditions }) => conditions.length > 1))
    context.hint('A way with several conditions is taken when all of them hold.');
  const ways = widget.matches.map(({ next }, at): [string, Target] => [`match${at + 1}`, toWidget(next)]);
  const exits = { ...Object.fromEntries(ways), ...exitsTo(toWidget(widget.next('noMatch')), 'otherwise') };
  const isByHand = widget.matches.some(({ conditions }) => conditions.some((one) => operatorOf(one) === null));
  const branch = { id, type: 'branch', name: widget.name, config: { rules }, exits };
  return { steps: inputName === null ? [remember(widget, own, input), branch] : [branch], needsHand: isByHand };
};

// Conditions look at a variable: a text that is more is made one first.
const remember = (widget: Widget, name: string, value: string): DraftStep => ({
  id: `${stepIdOf(widget.name)}_set`,
  type: 'set',
  name: `${widget.name} (value)`,
  config: { assignments: [{ name, value, kind: 'text', operation: 'set' }] },
  exits: { done: toStep(stepIdOf(widget.name)) },
});

const OPERATORS: Readonly<Record<string, Operator>> = {
  equal_to: 'equals',
  not_equal_to: 'notEquals',
  matches_any_of: 'isOneOf',
  does_not_match_any_of: 'isNotOneOf',
  is_blank: 'isEmpty',
  is_not_blank: 'isNotEmpty',
  contains: 'contains',
  does_not_contain: 'notContains',
  starts_with: 'startsWith',
  less_than: 'lessThan',
  greater_than: 'greaterThan',
  is_before_time: 'lessThan',
  is_after_time: 'greaterThan',
  is_before_date: 'lessThan',
  is_after_date: 'greaterThan',
};

const operatorOf = ({ type, value }: StudioCondition): Operator | null =>
  type === 'regex' && valuesOfRegex(value) !== null ? 'isOneOf' : (OPERATORS[type] ?? null);

const comparisonOf = (
  condition: StudioCondition,
  input: string,
  context: ImportContext,
): Readonly<Record<string, Json>> => {
  const {
    type,
    value,
    arguments: [argument = ''],
  } = condition;
  const operator = operatorOf(condition);
  if (operator === null) context.hint(`"${type} ${value}" has no equal: set the condition by hand.`);
  const compared = type === 'regex' ? (valuesOfRegex(value)?.join(', ') ?? value) : context.translate(value);
  const other = soleVariable(compared);
  return {
    variable: soleVariable(context.translate(argument)) ?? input,
    operator: operator ?? 'equals',
    value: other ?? compared,
    ...(other === null ? {} : { valueFrom: 'variable' }),
  };
};

/** Runs another flow. */
export const convertSubflow = (widget: Widget, context: ImportContext): Converted => {
  const revision = widget.number('flow_revision');
  const flow = widget.text('flow_sid');
  context.hint(`It calls the flow ${flow}: import that one too, with --id ${flow}.`);
  const inputs = widget.pairs('parameters').map(({ key, value }) => ({
    name: variableOf(key),
    value: context.translate(value),
  }));
  const outputs = [...(context.scope.reads.get(widget.name) ?? [])].map((read) => {
    const name = variableOf(read.split('.').at(-1) ?? read);
    return { name, saveAs: variableOf(widget.name, name) };
  });
  return {
    steps: [
      {
        id: stepIdOf(widget.name),
        type: 'subflow',
        name: widget.name,
        config: { flow, version: revision, inputs, outputs },
        exits: {
          ...exitsTo(toWidget(widget.next('completed')), 'done'),
          ...exitsTo(toWidget(widget.next('failed')), 'failed'),
        },
      },
    ],
  };
};
