import { defineNodeType, localText } from '@callwright/flow-engine';
import { z } from 'zod';
import { callerId, milliseconds, saveAs, select } from '../shared/fields.js';
import { isWordless } from '../shared/playback.js';
import { sipHeaderProblems, sipHeadersField } from '../shared/sip-headers.js';

const modes = {
  bridge: 'Join the two and stay with the call',
  attended: 'Speak to the other side first, then join them',
  sip: 'Hand the call over (SIP REFER) and be done with it',
};

// A call that was handed over only comes back when the other side sends it back.
const answeredIn = {
  bridge: { outcome: 'answered' },
  attended: { outcome: 'answered' },
  sip: { outcome: 'answered', talkMs: 1_000 },
} as const;

/** What a transfer is set to. */
export const TransferConfig = z.object({
  target: z.string().max(256).default('').meta({
    title: 'Pass on to',
    help: 'The name of another line, a number or a SIP address. Variables may be used.',
    section: 'does',
    widget: 'endpoint',
    template: true,
  }),
  mode: select('How', modes, 'bridge'),
  announce: localText.default('').meta({
    title: 'Tell the other side',
    help: 'Said to whoever answers, before they are joined. The caller does not hear it.',
    section: 'does',
    widget: 'textarea',
    template: true,
    when: { field: 'mode', equals: 'attended' },
  }),
  timeoutMs: milliseconds('Give up after', 30_000, [1000, 300_000], { help: 'How long it rings.' }),
  callerId: callerId(),
  headers: sipHeadersField(),
  saveAs: saveAs('Remember how it went as', '', {
    help: 'How long it rang and they talked (`rangMs`, `talkedMs`), how it ended (`status`), and why (`reason`, `code`).',
  }),
});
export type TransferConfig = z.infer<typeof TransferConfig>;

/** Joins the caller with another line, or hands the call over to it. */
export const definition = defineNodeType<TransferConfig>({
  type: 'transfer',
  version: 2,
  title: 'Passes on',
  action: 'Pass the call on',
  description: 'Joins the caller with another line; goes on when the other side is done.',
  family: 'connect',
  icon: 'phone-forwarded',
  config: TransferConfig,
  // The first version knew one way only.
  migrate: (config) => ({ mode: 'bridge', ...config }),
  exits: () => [
    { name: 'ended', label: 'When they are done', kind: 'fallback' },
    { name: 'noAnswer', label: 'Nobody answers', kind: 'next' },
    { name: 'busy', label: 'Busy', kind: 'fallback' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ target }) => target,
  check: ({ target, mode, announce, headers }) => [
    ...(target.trim() === ''
      ? [{ severity: 'error' as const, message: 'It does not say whom to pass the call to.', field: 'target' }]
      : []),
    ...(mode === 'attended' && isWordless(announce)
      ? [{ severity: 'warning' as const, message: 'The other side is told nothing before.', field: 'announce' }]
      : []),
    ...sipHeaderProblems(headers),
  ],
  asksCaller: true,
  outcomes: ({ mode, saveAs: name }) =>
    (['ended', 'noAnswer', 'busy', 'failed'] as const).map((exit) => ({
      exit,
      by: [{ line: exit === 'ended' ? answeredIn[mode] : { outcome: exit } }],
      ...(name === '' ? {} : { sets: { [name]: { is: 'any', of: 'object' } } }),
    })),
  needs: ({ mode }) => [mode === 'sip' ? 'refer' : 'bridge'],
});
