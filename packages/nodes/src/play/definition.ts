import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { count, milliseconds, select, toggle } from '../shared/fields.js';
import { interruptions } from '../shared/playback.js';

/** What a play node is set to. */
export const PlayConfig = z.object({
  url: z.string().max(2048).default('').meta({
    title: 'Recording',
    help: 'An uploaded recording, or the web address of a sound file.',
    section: 'hears',
    widget: 'promptFile',
    template: true,
  }),
  mayInterrupt: toggle('Callers may interrupt', false, {
    help: 'A key or a word stops the recording and the call goes on.',
  }),
  interruptedBy: select('What stops it', interruptions, 'anything', {
    section: 'advanced',
    when: { field: 'mayInterrupt', equals: true },
  }),
  times: count('How often', 1, [1, 100], { help: 'It is played so often, unless it is interrupted.' }),
  seekMs: milliseconds('Begin at', 0, [0, 3_600_000], { help: 'Leaves out the beginning of the recording.' }),
});
export type PlayConfig = z.infer<typeof PlayConfig>;

/** Plays a recording, then goes on. */
export const definition = defineNodeType<PlayConfig>({
  type: 'play',
  version: 1,
  title: 'Plays',
  action: 'Play a recording',
  description: 'Plays a recording to the caller, then goes on.',
  family: 'speak',
  icon: 'audio-lines',
  config: PlayConfig,
  exits: () => [
    { name: 'done', label: 'Then', kind: 'next' },
    { name: 'failed', label: 'Something fails', kind: 'failure' },
  ],
  summary: ({ url }) => url,
  check: ({ url }) =>
    url.trim() === '' ? [{ severity: 'error', message: 'No recording is chosen.', field: 'url' }] : [],
  needs: () => ['files'],
  outcomes: () => [{ exit: 'done' }, { exit: 'failed', by: [{ fails: 'play' }] }],
});
