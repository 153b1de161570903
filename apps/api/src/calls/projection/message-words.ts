import { withoutSecrets } from '@callwright/flow-engine';
import type { EngineEvent, JournalLine, SessionEventOf } from '@callwright/protocol';

/** What was understood of what the caller said while a message was being recorded; empty when nothing was. */
export const wordsOfMessage = (lines: readonly JournalLine[], recordId: string): string => {
  let words: readonly string[] = [];
  let isRecording = false;
  for (const line of lines) {
    if (line.kind !== 'event') continue;
    if (isAbout(line.event, recordId)) {
      // Recorded once more under the same id, it is what was said last that is kept.
      if (line.event.status === 'started') words = [];
      isRecording = line.event.status === 'started' || line.event.status === 'resumed';
    } else if (isRecording && line.event.event === 'transcriptionFinal') words = [...words, line.event.text];
  }
  return withoutSecrets(words.filter((text) => text !== '').join(' '));
};

const isAbout = (event: EngineEvent, recordId: string): event is SessionEventOf<'recordStatus'> =>
  event.event === 'recordStatus' && event.of === 'message' && event.recordId === recordId;
