import { ALWAYS, condition, conditionProblem, defineNodeType, describeCondition } from '@callwright/flow-engine';
import { z } from 'zod';

/** One way, and when it is taken. */
export const rule = condition.extend({ id: z.string().min(1).max(64), label: z.string().max(120).default('') });
export type Rule = z.infer<typeof rule>;

/** What a branch is set to. */
export const BranchConfig = z.object({
  rules: z
    .array(rule)
    .max(50)
    .default([{ id: 'first', label: '', match: 'all', comparisons: [{ variable: '', operator: 'equals', value: '' }] }])
    .meta({ title: 'Ways', help: 'The first that fits is taken.', section: 'does', widget: 'rules' }),
});
export type BranchConfig = z.infer<typeof BranchConfig>;

/** Goes on by what is known of the call. */
export const definition = defineNodeType<BranchConfig>({
  type: 'branch',
  version: 1,
  title: 'Chooses',
  action: 'Choose by value',
  description: 'Takes the first way whose conditions hold.',
  family: 'decide',
  icon: 'git-branch',
  config: BranchConfig,
  exits: ({ rules }) => [
    ...rules.map((one) => ({ name: one.id, label: one.label || describeCondition(one), kind: 'choice' as const })),
    { name: 'otherwise', label: 'Otherwise', kind: 'next' },
  ],
  summary: ({ rules }) => rules.map(describeCondition).join('; '),
  check: ({ rules }) =>
    rules.flatMap((one) => {
      const problem = conditionProblem(one);
      if (problem === null) return [];
      return [{ severity: 'error' as const, message: `"${one.label || 'A way'}": ${problem}`, field: 'rules' }];
    }),
  outcomes: ({ rules }) => [...rules.map((one) => ({ exit: one.id, when: one })), { exit: 'otherwise', when: ALWAYS }],
});
