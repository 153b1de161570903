import { type Command, type CommandOf, SERVER_TRACK } from '@callwright/protocol';
import { dial, leaveDial } from './model-dial.js';
import { controlEars } from './model-ears.js';
import { goWrong } from './model-faults.js';
import { beginGather } from './model-gather.js';
import { hangUp, initiatorOf } from './model-hangup.js';
import { play, speak, stopPlayback } from './model-playback.js';
import { enqueue, leaveQueue } from './model-queue.js';
import { record } from './model-record.js';
import { leaveRefer, refer } from './model-refer.js';
import { joinRoom, leaveRoom } from './model-room.js';
import type { ModelTurn } from './model-turn.js';

/** Carries out a command, or lets it go wrong as the world will have it. A call that is over only takes marks. */
export const carryOut = (turn: ModelTurn, command: Command): void => {
  if (turn.model.status === 'over') {
    if (command.command === 'tag') mark(turn, command);
    return;
  }
  const { commandCounts } = turn.model;
  const nth = (commandCounts[command.command] ?? 0) + 1;
  turn.set({ commandCounts: { ...commandCounts, [command.command]: nth } });
  const fault = turn.world.faults.find((one) => one.command === command.command && (one.nth ?? nth) === nth);
  if (fault) goWrong(turn, command, fault);
  else succeed(turn, command);
};

const succeed = (turn: ModelTurn, command: Command): void => {
  switch (command.command) {
    case 'tts':
      speak(turn, command);
      return;
    case 'play':
      play(turn, command);
      return;
    case 'interrupt':
      stopPlayback(turn, 'command');
      return;
    case 'hangup':
      hangUp(turn, command.reason ?? 'completed', initiatorOf(command.initiator));
      return;
    case 'gather':
      beginGather(turn, command);
      return;
    case 'asr':
      controlEars(turn, command);
      return;
    case 'record':
      record(turn, command);
      return;
    case 'refer':
      refer(turn, command);
      return;
    case 'mute':
    case 'unmute':
      mute(turn, command);
      return;
    case 'dtmf':
      turn.report({ event: 'dtmfSent', digits: command.digits, dtmfId: command.dtmfId });
      return;
    case 'dial':
      dial(turn, command);
      return;
    case 'enqueue':
      enqueue(turn, command);
      return;
    case 'conference':
      joinRoom(turn, command);
      return;
    case 'leave':
      leave(turn, command);
      return;
    case 'message':
      turn.report({ event: 'messageResult', messageId: command.messageId, status: 'queued' });
      return;
    case 'tag':
      mark(turn, command);
      return;
    // The call in memory is one from a browser: it has been answered, and does not ring.
    case 'accept':
    case 'reject':
    case 'ringing':
    case 'invite':
    case 'candidate':
    case 'vad':
      return;
  }
};

const mark = (turn: ModelTurn, { tags, outcome }: CommandOf<'tag'>): void =>
  turn.set({ tags: { ...turn.model.tags, ...tags }, outcome: outcome ?? turn.model.outcome });

const mute = (turn: ModelTurn, { command, trackId }: CommandOf<'mute' | 'unmute'>): void => {
  if (trackId !== SERVER_TRACK) turn.set({ isCallerMuted: command === 'mute' });
};

// By the id it was begun with; what is over already is left in peace.
const leave = (turn: ModelTurn, { id }: CommandOf<'leave'>): void => {
  const { refer: referred, dial: dialled, queue, room } = turn.model;
  if (referred?.command.referId === id) leaveRefer(turn);
  if (dialled?.command.dialId === id) leaveDial(turn);
  if (queue?.command.queueId === id) leaveQueue(turn);
  if (room?.command.conferenceId === id) leaveRoom(turn);
};
