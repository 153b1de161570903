import { AppError, type CallId } from '@callwright/protocol';
import { z } from 'zod';
import type { Stage } from '../stage.js';
import { recordingOf } from './prompts.js';
import { defineVerb } from './verb.js';

const dubBody = z.looseObject({
  action: z.enum(['addTrack', 'removeTrack', 'silenceTrack', 'playOnTrack', 'sayOnTrack']),
  track: z.string().min(1).max(64),
  play: z.union([z.string().max(2048), z.looseObject({ url: z.string() }).transform(({ url }) => url)]).optional(),
  say: z.unknown().optional(),
  loop: z.boolean().optional(),
});

/** Has something play beside everything else: a room of the call's own, and its music. */
export const dub = defineVerb(
  dubBody,
  async (body, { stage, signal }) => {
    await stage.ready(signal);
    await changeTrack(body, stage);
  },
  ['gain'],
);

/** The same, as a command. @throws AppError `protocol.unsupported` for what our rooms cannot */
export const changeTrack = async (body: z.infer<typeof dubBody>, stage: Stage): Promise<void> => {
  const { action, track, play, say, loop } = body;
  const room = trackRoom(stage.call.callId, track);
  const { sound } = stage.call;
  if (action === 'removeTrack') return sound.leaveRoom(room);
  if (action === 'sayOnTrack' || (action === 'addTrack' && say !== undefined))
    throw new AppError('protocol.unsupported', 'Words on a track are not supported here.');
  const music = action === 'silenceTrack' || play === undefined ? null : recordingOf(play, stage);
  if (music !== null && loop !== true)
    stage.report({ verb: 'dub', error: 'a track plays again and again until it is silenced' });
  await sound.joinRoom(room, { masks: { heardBy: 'nobody', hears: 'nobody', music } });
};

/** Reads it as a command. @returns null for what is none */
export const parseDub = (data: unknown): z.infer<typeof dubBody> | null => dubBody.safeParse(data).data ?? null;

const trackRoom = (id: CallId, track: string): string => `dub:${id}:${track}`;
