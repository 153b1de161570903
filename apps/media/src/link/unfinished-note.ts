import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { callId, callRecording, type RecordingSegment } from '@callwright/protocol';
import { z } from 'zod';

/** Ending of the note beside a recording that is being made. */
export const NOTE_ENDING = '.unfinished';

const unfinishedNote = z.object({
  callId,
  recordId: z.string().optional().describe('of a message'),
  startedAtMs: z.number(),
  segments: z
    .array(z.object({ startMs: z.number(), endMs: z.number().nullable() }))
    .optional()
    .describe('the last one without an end while it is being recorded'),
  format: callRecording.shape.format,
  channels: callRecording.shape.channels,
});
/** What must be known of a recording to make use of it after a crash. It lies beside it as JSON until it is finished. */
export type UnfinishedNote = z.infer<typeof unfinishedNote>;

/** Segments of a file of this length: one without an end goes to the file's. */
export const closedSegments = (
  segments: NonNullable<UnfinishedNote['segments']>,
  durationMs: number,
): RecordingSegment[] =>
  segments
    .map(({ startMs, endMs }) => ({ startMs, endMs: Math.min(endMs ?? durationMs, durationMs) }))
    .filter(({ startMs, endMs }) => startMs < endMs);

/** Puts the note of a recording in its place, whole or not at all. @throws what the file system says */
export async function writeNote(path: string, note: UnfinishedNote): Promise<void> {
  const file = `${path}${NOTE_ENDING}`;
  await writeFile(`${file}.tmp`, JSON.stringify(note), { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

/** The note of a recording; null when there is none that can be read. */
export async function readNote(path: string): Promise<UnfinishedNote | null> {
  try {
    const note = unfinishedNote.safeParse(JSON.parse(await readFile(`${path}${NOTE_ENDING}`, 'utf8')));
    return note.success ? note.data : null;
  } catch {
    return null; // None was written, or half of one; the sound is then found by its call alone.
  }
}

/** Never throws: a note that stays is looked at again at the next start. */
export async function removeNote(path: string): Promise<void> {
  await rm(`${path}${NOTE_ENDING}`, { force: true }).catch(() => undefined);
}
