import type { SessionEventOf } from '@callwright/protocol';
import { isoTime } from './iso-time.js';
import type { ModelTurn } from './model-turn.js';

type Initiator = SessionEventOf<'hangup'>['initiator'];

/** Ends the call: nothing is reported of what was under way. */
export const hangUp = (turn: ModelTurn, reason: string, initiator: Initiator): void => {
  const ended = { playback: null, gather: null, utterance: null, refer: null, dial: null, queue: null, room: null };
  turn.set({ status: 'over', ...ended });
  const startTime = isoTime(turn.model.startedAtMs);
  const hangupTime = isoTime(turn.nowMs);
  turn.report({ event: 'hangup', reason, initiator, startTime, answerTime: startTime, hangupTime });
};

/** Who hangs up, by what a command says of it. */
export const initiatorOf = (initiator: string | undefined): Initiator =>
  initiator === 'caller' || initiator === 'callee' || initiator === 'api' ? initiator : 'system';
