import type { JournalLine, LiveEvent } from '@callwright/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLiveEvents } from '../../../shared/api/live-events';
import { mergeLines, noLines } from './merge-lines';
import { readJournal } from './read-journal';

/**
 * The journal of a call as it is written. What was missed is read again: after a gap, and after the socket was away.
 * @param callId null while there is no call
 * @param isStored whether the api knows the call already, so that its lines can be read at once
 */
export const useLiveJournal = (callId: string | null, isStored: boolean): readonly JournalLine[] => {
  const [known, setKnown] = useState(noLines);
  const isReading = useRef(false);

  const catchUp = useCallback(async () => {
    if (callId === null || isReading.current) return;
    isReading.current = true;
    try {
      const lines = await readJournal(callId);
      setKnown((before) => mergeLines(before, lines));
    } catch {
      // Not stored yet, or out of reach: the lines of the socket are shown, and the next gap asks again.
    } finally {
      isReading.current = false;
    }
  }, [callId]);

  useEffect(() => {
    setKnown(noLines);
    if (isStored) void catchUp();
  }, [catchUp, isStored]);

  const receive = (event: LiveEvent) => {
    if (callId === null) return;
    if (event.type === 'lines' && event.callId === callId) setKnown((before) => mergeLines(before, event.lines));
    if (event.type === 'hello' && known.lines.length > 0) void catchUp();
    if (event.type === 'call' && event.call.id === callId && known.lines.length === 0) void catchUp();
  };
  useLiveEvents(receive, callId ?? undefined);

  useEffect(() => {
    if (known.hasGap) void catchUp();
  }, [known.hasGap, catchUp]);

  return known.lines;
};
