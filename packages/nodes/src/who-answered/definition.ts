import { defineNodeType, type Outcome } from '@callwright/flow-engine';
import { z } from 'zod';
import { milliseconds } from '../shared/fields.js';

/** What it is set to. */
export const WhoAnsweredConfig = z.object({
  beepMs: milliseconds('Wait for the beep no longer than', 30_000, [0, 30_000], {
    section: 'does',
    help: 'Of a machine, so that what is said next is recorded by it. 0: it is not waited for.',
  }),
});
export type WhoAnsweredConfig = z.infer<typeof WhoAnsweredConfig>;

/** Tells a person from a machine, in calls we make. */
export const definition = defineNodeType<WhoAnsweredConfig>({
  type: 'whoAnswered',
  version: 1,
  title: 'Finds out who answered',
  action: 'Find out who answered',
  description: 'Listens whether a person or an answering machine has answered a call we made, and waits for its beep.',
  family: 'decide',
  icon: 'voicemail',
  config: WhoAnsweredConfig,
  exits: () => [
    { name: 'human', label: 'A person', kind: 'next' },
    { name: 'machine', label: 'A machine', kind: 'next' },
    { name: 'unknown', label: 'Nobody can tell', kind: 'next' },
  ],
  summary: ({ beepMs }) => (beepMs === 0 ? '' : 'A machine: after its beep'),
  asksWhoAnswered: true,
  outcomes: ({ beepMs }): readonly Outcome[] => [
    { exit: 'human', by: [{ answeredBy: 'human' }] },
    { exit: 'machine', by: [{ answeredBy: 'machine' }, ...(beepMs === 0 ? [] : [{ answeredBy: 'beep' as const }])] },
    { exit: 'unknown', by: [] },
  ],
});
