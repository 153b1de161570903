import type { Command } from '@callwright/protocol';
import type { Fault } from './call-world.js';
import type { ModelTurn } from './model-turn.js';

/** A command goes wrong, in the way its own kind does. */
export const goWrong = (turn: ModelTurn, command: Command, { how }: Fault): void => {
  if (how === 'refused') {
    refuse(turn, command);
    return;
  }
  if (how === 'silent') return;
  const { commandId } = command;
  const error = `The ${command.command} failed.`;
  switch (command.command) {
    case 'dial':
      turn.report({ event: 'dialResult', dialId: command.dialId, status: 'failed', reason: error });
      return;
    case 'enqueue': {
      const { queueId, queue } = command;
      turn.report({ event: 'queueResult', queueId, queue, status: 'failed', reason: error });
      return;
    }
    case 'conference': {
      const { conferenceId, room } = command;
      turn.report({ event: 'conferenceEvent', conferenceId, room, status: 'failed', reason: error });
      return;
    }
    case 'message':
      turn.report({ event: 'messageResult', messageId: command.messageId, status: 'failed', error });
      return;
    default: {
      const playId = 'playId' in command ? command.playId : undefined;
      turn.report({ event: 'error', sender: command.command, error, code: 'internal', commandId, playId });
    }
  }
};

const refuse = (turn: ModelTurn, { command, commandId }: Command): void =>
  turn.report({ event: 'ack', command, ok: false, error: 'unsupported', commandId });
