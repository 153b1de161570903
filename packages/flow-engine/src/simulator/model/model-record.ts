import type { CommandOf } from '@callwright/protocol';
import type { ModelMessage } from './call-model.js';
import type { ModelTurn } from './model-turn.js';

type Record = CommandOf<'record'>;

const outcomes = {
  start: { recording: 'on', status: 'started' },
  pause: { recording: 'paused', status: 'paused' },
  resume: { recording: 'on', status: 'resumed' },
  stop: { recording: 'off', status: 'stopped' },
  discard: { recording: 'off', status: 'stopped' },
} as const;

/** Controls the recording of the call, of the room it is in, or of a message the caller leaves. */
export const record = (turn: ModelTurn, command: Record): void => {
  const { action, recordId, of } = command;
  if (of === 'message') {
    recordMessage(turn, action, recordId ?? '');
    return;
  }
  const { recording, status } = outcomes[action];
  if (of !== 'room') turn.set({ recording });
  turn.report({ event: 'recordStatus', recordId, of, status });
};

/** How long a message is, in ms; null when there is none of that id. */
export const messageMs = ({ model, nowMs }: ModelTurn, recordId: string): number | null => {
  const message = model.messages[recordId];
  return message ? lengthOf(message, nowMs) : null;
};

const recordMessage = (turn: ModelTurn, action: Record['action'], recordId: string): void => {
  const before = turn.model.messages[recordId];
  const about = { event: 'recordStatus', of: 'message', recordId } as const;
  if (!before && action !== 'start') {
    turn.report({ ...about, status: 'failed' });
    return;
  }
  const isRunning = action === 'start' || action === 'resume';
  const durationMs = before && action !== 'start' ? lengthOf(before, turn.nowMs) : 0;
  const message: ModelMessage = { runsSinceMs: isRunning ? turn.nowMs : null, durationMs };
  turn.set({ messages: { ...turn.model.messages, [recordId]: message } });
  turn.report({
    ...about,
    status: outcomes[action].status,
    durationMs: isRunning || action === 'pause' ? undefined : durationMs,
  });
};

const lengthOf = ({ runsSinceMs, durationMs }: ModelMessage, nowMs: number): number =>
  durationMs + (runsSinceMs === null ? 0 : nowMs - runsSinceMs);
