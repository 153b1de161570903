import { type JournalLine, journalLineSchema, page } from '@callwright/protocol';
import { api } from '../../../shared/api/client';

// A call of four hours with a line every second has 15,000; more would only stall the page.
const LINES_A_PAGE = 2_000;
const PAGES_AT_MOST = 10;

const journalPage = page(journalLineSchema);

/** Reads a call's journal, from its first line. */
export const readJournal = async (callId: string, signal?: AbortSignal): Promise<readonly JournalLine[]> => {
  const lines: JournalLine[] = [];
  let after: string | undefined;
  for (let read = 0; read < PAGES_AT_MOST; read += 1) {
    const { items, nextCursor } = await api.get(`/calls/${encodeURIComponent(callId)}/journal`, journalPage, {
      query: { limit: LINES_A_PAGE, after },
      signal,
    });
    lines.push(...items);
    if (nextCursor === null) break;
    after = nextCursor;
  }
  return lines;
};
