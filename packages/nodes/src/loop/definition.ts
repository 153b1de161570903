import { ALWAYS, type ConfigProblem, defineNodeType, parseExpression, type Written } from '@callwright/flow-engine';
import { z } from 'zod';
import { count, line, saveAs, select } from '../shared/fields.js';
import { MAX_ROUNDS, roundsOf } from './rounds.js';

/** What a loop is set to. */
export const LoopConfig = z.object({
  over: select('Goes round', { times: 'A number of times', list: 'Once for each item of a list' }, 'times'),
  times: line('How often', '3', {
    help: 'A number, or a variable that holds one.',
    when: { field: 'over', equals: 'times' },
  }),
  list: line('List', '', {
    help: 'A variable that holds a list, or a text with commas.',
    when: { field: 'over', equals: 'list' },
  }),
  itemAs: saveAs('Remember the item as', 'item', { section: 'does', when: { field: 'over', equals: 'list' } }),
  indexAs: saveAs('Remember the round as', 'round', { help: 'The first round is 1.' }),
  atMost: count('At most', 20, [1, MAX_ROUNDS], {
    help: 'Of a longer list the rest is left out.',
    when: { field: 'over', equals: 'list' },
  }),
});
export type LoopConfig = z.infer<typeof LoopConfig>;

/** Repeats steps. */
export const definition = defineNodeType<LoopConfig>({
  type: 'loop',
  version: 1,
  title: 'Repeats',
  action: 'Repeat steps',
  description: 'Goes round a number of times, or once for each item of a list.',
  family: 'decide',
  icon: 'repeat',
  config: LoopConfig,
  exits: () => [
    { name: 'each', label: 'Each round', kind: 'next' },
    { name: 'done', label: 'Then', kind: 'next' },
  ],
  summary: ({ over, times, list, itemAs }) =>
    over === 'times' ? `${times || '?'} times` : `Each ${itemAs || 'item'} of ${list || '?'}`,
  check: (config) => [...checkSource(config), ...checkNames(config)],
  outcomes: (config, _settings, nodeId) => {
    const { counter, isMore, nextText } = roundsOf(config, nodeId);
    const round: Written = { is: 'expression', expression: nextText };
    const sets: Record<string, Written> = {
      [counter]: round,
      ...(config.indexAs !== '' && { [config.indexAs]: round }),
      ...(isListed(config) && { [config.itemAs]: { is: 'any' } }),
    };
    return [
      { exit: 'each', when: isMore, sets },
      { exit: 'done', when: ALWAYS, sets: { [counter]: { is: 'value', value: null } } },
    ];
  },
});

/** Whether it hands its items to the steps it repeats. */
export const isListed = ({ over, itemAs }: LoopConfig): boolean => over === 'list' && itemAs !== '';

const checkSource = ({ over, times, list }: LoopConfig): ConfigProblem[] => {
  const [text, field, missing] =
    over === 'times' ? [times, 'times', 'It does not say how often.'] : [list, 'list', 'It does not say which list.'];
  if (text.trim() === '') return [{ severity: 'error', message: missing, field }];
  const parsed = parseExpression(text);
  return parsed.ok ? [] : [{ severity: 'error', message: parsed.problem.message, field }];
};

const checkNames = (config: LoopConfig): ConfigProblem[] =>
  isListed(config) && config.itemAs === config.indexAs
    ? [{ severity: 'error', message: 'Item and round are remembered under one name.', field: 'indexAs' }]
    : [];
