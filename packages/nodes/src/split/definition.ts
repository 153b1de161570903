import { type ConfigProblem, defineNodeType, type FieldMeta, NEVER } from '@callwright/flow-engine';
import { z } from 'zod';
import { line, saveAs, toggle } from '../shared/fields.js';

/** One way, and how many of a hundred callers take it. */
export const share = z.object({
  id: z.string().min(1).max(64),
  label: z.string().max(120).default(''),
  percent: z.number().min(0).max(100).default(50),
});
/** One of them. */
export type Share = z.infer<typeof share>;

/** What a split is set to. */
export const SplitConfig = z.object({
  shares: z
    .array(share)
    .min(1)
    .max(20)
    .default([
      { id: 'a', label: 'A', percent: 50 },
      { id: 'b', label: 'B', percent: 50 },
    ])
    .meta({
      title: 'Shares',
      help: 'Together 100 percent.',
      section: 'does',
      widget: 'shares',
      unit: 'percent',
    } satisfies FieldMeta),
  isSticky: toggle('The same caller always goes the same way', false, { section: 'does' }),
  stickyBy: line('Callers are told apart by', '{{ call.from }}', {
    section: 'advanced',
    template: true,
    help: 'Where it is empty, as for a hidden number, the way is by chance.',
    when: { field: 'isSticky', equals: true },
  }),
  saveAs: saveAs('Remember the way as', ''),
});
export type SplitConfig = z.infer<typeof SplitConfig>;

/** Sends shares of the callers different ways. */
export const definition = defineNodeType<SplitConfig>({
  type: 'split',
  version: 1,
  title: 'Splits',
  action: 'Split callers by percent',
  description: 'Sends so many of a hundred callers one way and so many another.',
  family: 'decide',
  icon: 'shuffle',
  config: SplitConfig,
  exits: ({ shares }) =>
    shares.map(({ id, label, percent }) => ({
      name: id,
      label: `${label || 'Share'} ${percent} %`,
      kind: 'choice',
    })),
  summary: ({ shares }) => shares.map(({ label, percent }) => `${label || 'Share'} ${percent} %`).join(', '),
  check: ({ shares }) => {
    const sum = totalOf(shares);
    return Math.abs(sum - 100) < 0.001 ? [] : [notAHundred(sum)];
  },
  outcomes: (config) =>
    config.shares.map(({ id, percent }) => ({
      exit: id,
      ...(percent > 0 ? { isChance: true } : { when: NEVER }),
      ...(config.saveAs !== '' && { sets: { [config.saveAs]: { is: 'value' as const, value: id } } }),
    })),
});

/** What the shares are together, in percent. */
export const totalOf = (shares: readonly Share[]): number => shares.reduce((sum, { percent }) => sum + percent, 0);

const notAHundred = (sum: number): ConfigProblem => ({
  severity: 'error',
  message: `The shares are ${Number(sum.toFixed(3))} percent together, not 100.`,
  field: 'shares',
});
