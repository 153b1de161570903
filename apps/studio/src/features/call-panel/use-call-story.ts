import type { JournalLine, TranscriptEntry } from '@callwright/protocol';
import { useMemo } from 'react';
import { conversationOf } from '../calls/journal/conversation';
import { useLiveJournal } from '../calls/journal/use-live-journal';
import { type KnownVariable, variablesOf } from '../calls/journal/variables';
import type { CallHighlight } from '../editor/call-slot';
import { highlightOf } from './call-highlight';
import type { CallSnapshot, HeardEntry } from './call-state';
import { type Waiting, waitsFor } from './waits-for';

/** What a call tells while it runs: read from its journal, or from its own socket until the journal comes. */
export type CallStory = {
  readonly highlight: CallHighlight;
  readonly conversation: readonly TranscriptEntry[];
  readonly variables: readonly KnownVariable[];
  readonly waiting: Waiting | null;
  /** When sound began to flow, in ms since the call arrived: the journal's clock beside ours. */
  readonly soundAtMs: number;
};

/** Follows the call of this page's telephone. */
export const useCallStory = ({ state, heard }: CallSnapshot): CallStory => {
  const lines = useLiveJournal('callId' in state ? state.callId : null);
  return useMemo(() => {
    const soundAtMs = lines.find(isMediaReady)?.atMs ?? 0;
    return {
      highlight: highlightOf(lines),
      conversation: lines.length > 0 ? conversationOf(lines) : heard.map(entryOf),
      // What came with the call is known before it was made.
      variables: variablesOf(lines).filter(({ name }) => name !== 'call'),
      waiting: waitsFor(lines),
      soundAtMs,
    };
  }, [lines, heard]);
};

const isMediaReady = (line: JournalLine): boolean => line.kind === 'event' && line.event.event === 'mediaReady';

const entryOf = (entry: HeardEntry): TranscriptEntry => ({
  atMs: entry.atMs,
  endMs: null,
  by: 'caller',
  nodeId: null,
  ...(entry.kind === 'key' ? { kind: 'keys', text: entry.digit } : { kind: 'speech', text: entry.text }),
});
