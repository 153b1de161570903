import { defineNodeType } from '@callwright/flow-engine';
import { z } from 'zod';
import { toggle } from '../shared/fields.js';

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
});
