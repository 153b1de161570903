import type { Command, EngineEvent, FlowSettings, PlatformFallback } from '@callwright/protocol';
import { isFailureOf, isRefusalOf } from './failure.js';
import type { FlowInstance } from './instance.js';

/** The playback (and the command) that says the flow's failure prompt. */
export const FAILURE_PLAY_ID = 'flow-failure';
/** The `refer` that passes a failed call on. */
export const FAILURE_REFER_ID = 'flow-failure-target';

const HANGUP: Command = { command: 'hangup', reason: 'failed', initiator: 'system' };

/** What a failed flow does first: says its prompt, passes the call on, or hangs up. */
export const lastWords = (settings: FlowSettings, { fallback, voice }: FlowInstance): Command => {
  const text = settings.failure.prompt.trim() || (fallback.prompt ?? '').trim();
  const target = targetOf(settings, fallback);
  if (text === '') return target === null ? HANGUP : passOn(target);
  return {
    command: 'tts',
    text,
    playId: FAILURE_PLAY_ID,
    commandId: FAILURE_PLAY_ID,
    ...(target === null ? { autoHangup: true } : {}),
    option: { language: voice.language },
    ...(voice.speaker === undefined ? {} : { speaker: voice.speaker }),
  };
};

/** How a failed flow goes on: after its words to its target, and without either to the end. Null: nothing to do. */
export const afterLastWords = (
  event: EngineEvent,
  settings: FlowSettings,
  { fallback }: FlowInstance,
): Command | null => {
  const target = targetOf(settings, fallback);
  const isUnsaid = isFailureOf(event, FAILURE_PLAY_ID);
  const isSaid = event.event === 'trackEnd' && event.playId === FAILURE_PLAY_ID;
  if (isUnsaid || (isSaid && target !== null)) return target === null ? HANGUP : passOn(target);
  return hasNoTarget(event) ? HANGUP : null;
};

const targetOf = (settings: FlowSettings, fallback: PlatformFallback): string | null =>
  settings.failure.target || fallback.target || null;

const passOn = (target: string): Command => ({
  command: 'refer',
  target,
  referId: FAILURE_REFER_ID,
  commandId: FAILURE_REFER_ID,
});

const hasNoTarget = (event: EngineEvent): boolean => {
  if (isRefusalOf(event, FAILURE_REFER_ID)) return true;
  return (
    event.event === 'referStatus' &&
    event.referId === FAILURE_REFER_ID &&
    event.status !== 'trying' &&
    event.status !== 'answered'
  );
};
