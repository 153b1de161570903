import { compileFlow, replayJournal } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import type { CallResource, JournalLine } from '@callwright/protocol';
import { expect } from 'vitest';
import type { Rest } from './rest.js';

/** What every call of every test must show once it is over. */
export type Story = { readonly call: CallResource; readonly journal: readonly JournalLine[] };

/**
 * Reads an ended call and checks what holds for all of them: one hangup and it is last, lines without a gap, and a
 * journal that replays to identical effects.
 */
export const readStory = async (
  rest: Rest,
  callId: string,
  needs?: (call: CallResource) => boolean,
): Promise<Story> => {
  const call = await rest.endedCall(callId, needs);
  const journal = await rest.journal(callId);
  const events = journal.filter((line) => line.kind === 'event');
  expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_line, at) => at));
  expect(events.filter(({ event }) => event.event === 'hangup')).toHaveLength(1);
  expect(events.at(-1)?.event.event).toBe('hangup');
  if (call.document && call.flow) {
    const library = new Map(call.subflows.map(({ key, document }) => [key, document.flow]));
    const replay = replayJournal(compileFlow(call.document.flow, nodeTypes, library), call.flow, journal);
    expect(replay.difference).toBeNull();
    expect(replay.turns).toBeGreaterThan(0);
  }
  return { call, journal };
};

/** The steps a call went through, in order. */
export const pathOf = ({ call }: Story): readonly string[] => call.path.map(({ nodeId }) => nodeId);

/** What the caller said or pressed, as the transcript has it. */
export const saidBy = ({ call }: Story, by: 'caller' | 'system'): readonly string[] =>
  call.transcript.filter((entry) => entry.by === by).map(({ text }) => text);
