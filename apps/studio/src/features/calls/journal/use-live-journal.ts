import type { JournalLine } from '@callwright/protocol';
import { useEffect, useState } from 'react';
import { useLiveEvents } from '../../../shared/api/live-events';
import { mergeLines, noLines } from './merge-lines';

/**
 * The journal of a call as it is written, from its first line on; a call that has not begun is waited for. After the
 * socket was away everything is told again, and each line is taken once.
 * @param callId null while there is no call
 */
export const useLiveJournal = (callId: string | null): readonly JournalLine[] => {
  const [lines, setLines] = useState(noLines);
  useEffect(() => {
    if (callId !== null) setLines(noLines);
  }, [callId]);
  useLiveEvents((event) => {
    if (event.type === 'lines' && event.callId === callId) setLines((known) => mergeLines(known, event.lines));
  }, callId ?? undefined);
  return lines;
};
