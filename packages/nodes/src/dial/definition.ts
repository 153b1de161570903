import { type ConfigProblem, defineNodeType, type Outcome, templateProblem } from '@callwright/flow-engine';
import { z } from 'zod';
import { callerId, milliseconds, saveAs, select } from '../shared/fields.js';
import { musicField } from '../shared/music.js';
import { sipHeaderProblems, sipHeadersField } from '../shared/sip-headers.js';

/** One line to call. */
const dialTarget = z.object({
  target: z.string().max(256).default(''),
  timeoutMs: z.number().int().min(1000).max(300_000).nullable().default(null),
});
/** What is stored of it; `timeoutMs` null: as long as there is time. */
export type DialTarget = z.infer<typeof dialTarget>;

/** What a dial node is set to. */
export const DialConfig = z.object({
  targets: z
    .array(dialTarget)
    .max(10)
    .default([{ target: '', timeoutMs: null }])
    .meta({
      title: 'Call',
      help: 'Names of lines, numbers or SIP addresses, each with the time it may ring. Variables may be used.',
      section: 'does',
      widget: 'targets',
      template: true,
    }),
  order: select('In which order', { together: 'All at once', oneAfterAnother: 'One after another' }, 'together'),
  timeoutMs: milliseconds('Give up after', 60_000, [1000, 600_000], {
    section: 'does',
    help: 'How long it rings in all.',
  }),
  music: musicField('While it rings'),
  timeLimitMs: milliseconds('Talk no longer than', 0, [0, 86_400_000], { help: '0: as long as they like.' }),
  callerId: callerId(),
  headers: sipHeadersField(),
  saveAs: saveAs('Remember how it went as', '', {
    help: 'Who answered (`target`), how long it rang and they talked (`rangMs`, `talkedMs`), how it ended (`status`), and why (`reason`, `code`).',
  }),
});
export type DialConfig = z.infer<typeof DialConfig>;

/** Calls several lines and joins the first that answers. */
export const definition = defineNodeType<DialConfig>({
  type: 'dial',
  version: 1,
  title: 'Calls others',
  action: 'Call several lines',
  description: 'Calls several lines, together or one after another, and joins the caller with the first that answers.',
  family: 'connect',
  icon: 'phone-outgoing',
  config: DialConfig,
  exits: () => [
    { name: 'ended', label: 'When they are done', kind: 'fallback' },
    { name: 'busy', label: 'Busy', kind: 'fallback' },
    { name: 'noAnswer', label: 'Nobody answers', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ targets, order }) =>
    targets.map(({ target }) => target || '?').join(order === 'together' ? ' + ' : ', then '),
  check: (config) => [...checkTargets(config), ...checkTimes(config), ...sipHeaderProblems(config.headers)],
  asksCaller: true,
  outcomes: (config) => outcomesOf(config),
  needs: () => ['dial'],
});

const checkTargets = ({ targets }: DialConfig): ConfigProblem[] => {
  if (targets.length === 0) return [error('There is nobody to call.')];
  return targets.flatMap(({ target }) => {
    if (target.trim() === '') return [error('It does not say whom to call.')];
    const problem = templateProblem(target);
    return problem === null ? [] : [error(`A variable is written wrongly: ${problem}.`)];
  });
};

const checkTimes = ({ targets, order, timeoutMs }: DialConfig): ConfigProblem[] => {
  if (order === 'together') return [];
  const before = targets.slice(0, -1).reduce((sum, one) => sum + (one.timeoutMs ?? timeoutMs), 0);
  if (before < timeoutMs) return [];
  const message = 'The last line may never be called: those before it may ring for the whole time.';
  return [{ severity: 'warning', message, field: 'targets' }];
};

const error = (message: string): ConfigProblem => ({ severity: 'error', message, field: 'targets' });

// Every line is asked of the script; the first that answers is joined.
const outcomesOf = ({ targets, saveAs: name }: DialConfig): readonly Outcome[] => {
  const sets = name === '' ? {} : { sets: { [name]: { is: 'any' as const, of: 'object' as const } } };
  const all = (outcome: 'busy' | 'noAnswer' | 'failed') => targets.map(() => ({ line: { outcome } }));
  return [
    { exit: 'ended', by: [{ line: { outcome: 'answered' } }], ...sets },
    { exit: 'busy', by: all('busy'), ...sets },
    { exit: 'noAnswer', by: all('noAnswer'), ...sets },
    { exit: 'failed', by: all('failed'), ...sets },
  ];
};
