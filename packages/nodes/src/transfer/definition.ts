import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { milliseconds } from '../shared/fields.js';

/** What a transfer is set to. */
export const TransferConfig = z.object({
  target: z.string().max(256).default('').meta({
    title: 'Pass on to',
    help: 'The name of another line of this workspace.',
    section: 'does',
    widget: 'endpoint',
    template: true,
  }),
  timeoutMs: milliseconds('Give up after', 30_000, [1000, 300_000]),
});
export type TransferConfig = z.infer<typeof TransferConfig>;

/** Joins the caller with another line. */
export const definition = defineNodeType<TransferConfig>({
  type: 'transfer',
  version: 1,
  title: 'Passes on',
  action: 'Pass the call on',
  description: 'Joins the caller with another line; goes on when the other side is done.',
  family: 'connect',
  icon: 'phone-forwarded',
  config: TransferConfig,
  exits: () => [
    { name: 'ended', label: 'When they are done', kind: 'fallback' },
    { name: 'noAnswer', label: 'Nobody answers', kind: 'next' },
    { name: 'busy', label: 'Busy', kind: 'fallback' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ target }) => target,
  check: ({ target }) =>
    target.trim() === ''
      ? [{ severity: 'error', message: 'It does not say whom to pass the call to.', field: 'target' }]
      : [],
  asksCaller: true,
});
