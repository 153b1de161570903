import type { EngineEvent, SessionEventOf } from '@callwright/protocol';
import type { CallSession } from '../../../calls/call-session.js';
import { momentOf } from '../../../platform/calendar.js';
import { type AppOwner, CallInfo, type CallStatus } from './call-info.js';

type Tell = (facts: Readonly<Record<string, unknown>>) => void;

/**
 * Tells an application how a call stands that is made for its own (`call:status` with the call's own `call_sid`): by that
 * it learns how to name it in commands. From the first bell to the end.
 * @returns what it is told by no more
 */
export const tellChild = (child: CallSession, owner: AppOwner, parentSid: string, tell: Tell): (() => void) => {
  const info = new CallInfo(child.leg, owner, parentSid);
  let refusal: number | undefined;
  const advance = (status: CallStatus) => {
    if (info.status !== 'in-progress' && info.advance(status)) tell(info.facts);
  };
  const off = child.onEvent((event) => {
    if (event.event === 'reject') refusal = event.code;
    if (event.event === 'ringing') advance(event.earlyMedia ? 'early-media' : 'ringing');
    if (isAnswer(event, child)) advance('in-progress');
    if (event.event === 'hangup') end(event);
  });
  const end = (event: SessionEventOf<'hangup'>) => {
    off();
    const wasAnswered = info.status === 'in-progress';
    info.advance(wasAnswered ? 'completed' : lost(refusal, event.reason));
    tell(wasAnswered ? info.ending(event.initiator, talkedMs(event)) : info.facts);
  };
  tell(info.facts);
  return off;
};

const isAnswer = (event: EngineEvent, { isAnswered }: CallSession): boolean =>
  event.event === 'answer' || (event.event === 'mediaReady' && isAnswered);

const talkedMs = ({ answerTime, startTime, hangupTime }: SessionEventOf<'hangup'>): number =>
  momentOf(hangupTime) - momentOf(answerTime ?? startTime);

// RFC 3261 §21.4.18, §21.4.23, §21.4.25, §21.6.1.
const lost = (status: number | undefined, reason: string): CallStatus => {
  if (reason === 'busy' || status === 486 || status === 600) return 'busy';
  return NOT_THERE.has(status ?? 0) || GIVEN_UP.has(reason) ? 'no-answer' : 'failed';
};
const NOT_THERE: ReadonlySet<number> = new Set([408, 480, 487]);
/** What our own end of a bell that nobody heard is called. */
const GIVEN_UP: ReadonlySet<string> = new Set(['noAnswer', 'answeredElsewhere', 'canceled', 'caller']);
