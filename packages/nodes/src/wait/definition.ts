import { defineNodeType, type Outcome } from '@callwright/flow-engine';
import { z } from 'zod';
import { milliseconds, select, toggle } from '../shared/fields.js';

const sounds = { silence: 'Silence', music: 'Music' } as const;

/** What a wait node is set to. */
export const WaitConfig = z.object({
  waitMs: milliseconds('How long', 3_000, [100, 3_600_000], { section: 'does' }),
  sound: select('What the caller hears', sounds, 'silence', { section: 'hears' }),
  music: z
    .string()
    .max(2048)
    .default('')
    .meta({
      title: 'Music',
      help: 'Repeated until the wait is over.',
      section: 'hears',
      widget: 'promptFile',
      template: true,
      when: { field: 'sound', equals: 'music' },
    }),
  endsOnKey: toggle('A key ends it', false, { section: 'does' }),
});
export type WaitConfig = z.infer<typeof WaitConfig>;

/** Waits, in silence or with music. */
export const definition = defineNodeType<WaitConfig>({
  type: 'wait',
  version: 1,
  title: 'Waits',
  action: 'Wait',
  description: 'Waits for some time, in silence or with music, then goes on.',
  family: 'speak',
  icon: 'timer',
  config: WaitConfig,
  exits: ({ endsOnKey, sound }) => [
    { name: 'done', label: 'Then', kind: 'next' },
    ...(endsOnKey ? [{ name: 'key', label: 'A key is pressed', kind: 'fallback' as const }] : []),
    ...(sound === 'music' ? [{ name: 'failed', label: 'Something fails', kind: 'failure' as const }] : []),
  ],
  summary: ({ waitMs, sound }) => `${waitMs / 1000} s${sound === 'music' ? ', with music' : ''}`,
  check: ({ sound, music }) =>
    sound === 'music' && music.trim() === ''
      ? [{ severity: 'error', message: 'No music is chosen.', field: 'music' }]
      : [],
  outcomes: ({ endsOnKey, sound }): readonly Outcome[] => [
    { exit: 'done' },
    ...(endsOnKey ? [{ exit: 'key', by: [{ presses: '1', afterMs: 50 }] }] : []),
    ...(sound === 'music' ? [{ exit: 'failed', by: [{ fails: 'play' as const }] }] : []),
  ],
  needs: ({ endsOnKey }) => (endsOnKey ? ['keysIn'] : []),
});
