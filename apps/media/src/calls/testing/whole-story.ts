import { replayJournal } from '@callwright/flow-engine';
import { verifyJournal } from '@callwright/flow-engine/testing';
import type { FlowEntry, SessionEvent } from '@callwright/protocol';
import { expect } from 'vitest';
import { programOf } from '../destination.js';
import type { RecordedStory } from './recorded-stories.js';

/** What holds of every call's story once it is over: lines without a gap, one hangup and it is last, an exact replay. */
export const expectWholeStory = ({ start, lines, end }: RecordedStory, entry: FlowEntry | null): void => {
  expect(start, 'the call has begun').not.toBeNull();
  expect(end, `the call ${start?.callId} has ended`).not.toBeNull();
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_line, at) => at));
  expect(lines.map(({ atMs }) => atMs)).toEqual(lines.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
  expect(events[0]?.event).toBe('session');
  expectOneHangup(events.map(({ event }) => event));
  expect(events.at(-1)).toMatchObject({ reason: end?.reason, initiator: end?.initiator });
  if (!entry) return;
  const program = programOf(entry);
  const replay = replayJournal(program, start?.flow ?? null, lines);
  expect(replay.difference).toBeNull();
  expect(replay.turns).toBeGreaterThan(0);
  verifyJournal(program, lines, replay.instance);
};

/** What the far side must have been told, whatever happened: the session first, one hangup last. */
export const expectWholeConversation = (events: readonly SessionEvent[]): void => {
  expect(events[0]?.event).toBe('session');
  expectOneHangup(events.map(({ event }) => event));
};

const expectOneHangup = (names: readonly string[]): void => {
  expect(names.filter((name) => name === 'hangup')).toHaveLength(1);
  expect(names.at(-1)).toBe('hangup');
};
