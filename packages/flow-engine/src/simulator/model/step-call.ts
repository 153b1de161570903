import type { CallInput, CallModel, CallOutput } from './call-model.js';
import type { CallWorld } from './call-world.js';
import { carryOut } from './carry-out.js';
import { beginSpeaking, press } from './model-caller.js';
import { answerDial, DIAL_TIMER, fireDialTimer } from './model-dial.js';
import { endTurn, recognise } from './model-ears.js';
import { fireGatherTimer, GATHER_TIMER, goOnGathering } from './model-gather.js';
import { hangUp } from './model-hangup.js';
import { endPlayback } from './model-playback.js';
import { answerQueue, fireQueueTimer, QUEUE_TIMER } from './model-queue.js';
import { answerRefer, goOnReferring } from './model-refer.js';
import { answerRoom, endRoom } from './model-room.js';
import { ModelTurn } from './model-turn.js';

/**
 * A call without sound: what a real one would report for the same commands and the same caller. A pure reducer, like
 * the engine it is driven by; `gather` is the engine's own. A call that is over takes nothing but marks for reports.
 */
export const stepCall = (
  model: CallModel,
  input: CallInput,
  nowMs: number,
  world: CallWorld,
): { readonly model: CallModel; readonly outputs: readonly CallOutput[] } => {
  const turn = new ModelTurn(model, nowMs, world, carryOut);
  take(turn, input);
  return { model: turn.model, outputs: turn.outputs };
};

const take = (turn: ModelTurn, input: CallInput): void => {
  if (turn.model.status === 'over' && input.input !== 'command') return;
  switch (input.input) {
    case 'arrive':
      arrive(turn);
      return;
    case 'command':
      carryOut(turn, input.command);
      return;
    case 'key':
      press(turn, input);
      return;
    case 'speech':
      beginSpeaking(turn, input);
      return;
    case 'event':
      goOnGathering(turn, input.event);
      return;
    case 'answerLine':
      if (!answerRefer(turn, input.line)) answerDial(turn, input.line);
      return;
    case 'answerQueue':
      answerQueue(turn, input.queue);
      return;
    case 'answerRoom':
      answerRoom(turn, input.room);
      return;
    case 'callerHangup':
      hangUp(turn, 'completed', 'caller');
      return;
    case 'timer':
      fire(turn, input.timerId);
      return;
  }
};

const arrive = (turn: ModelTurn): void => {
  const { from, to } = turn.model;
  turn.set({ status: 'up' });
  turn.report({ event: 'session', protocol: 'memory', direction: 'inbound', from, to, capabilities: [] });
  turn.report({ event: 'answer', trackId: turn.callerTrack, sdp: '' });
  turn.report({ event: 'mediaReady', codec: 'memory', rateHz: 16_000 });
};

const fire = (turn: ModelTurn, timerId: string): void => {
  const simple = simpleTimers[timerId];
  if (simple) simple(turn);
  else if (timerId.startsWith(GATHER_TIMER)) fireGatherTimer(turn, timerId);
  else if (timerId.startsWith(DIAL_TIMER)) fireDialTimer(turn, timerId);
  else if (timerId.startsWith(QUEUE_TIMER)) fireQueueTimer(turn, timerId);
};

const simpleTimers: Readonly<Record<string, (turn: ModelTurn) => void>> = {
  playback: endPlayback,
  endOfTurn: endTurn,
  recognition: recognise,
  refer: goOnReferring,
  room: endRoom,
};
