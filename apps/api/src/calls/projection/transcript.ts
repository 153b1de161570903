import type { EngineEvent, JournalLine, SessionEventOf, TranscriptEntry } from '@callwright/protocol';
import { PlaybackLog } from './playback.js';

/** Keys pressed within this time of each other are one answer. */
const ONE_ANSWER_MS = 4_000;
/** What is older than this is told by another clock. */
const LONGEST_UTTERANCE_MS = 600_000;

/**
 * What was said, pressed and not said in a call, in order. Words of our side come from the command that had them
 * spoken, with templates already filled in, and stand where they were heard.
 */
export const transcriptOf = (lines: readonly JournalLine[]): readonly TranscriptEntry[] => {
  const transcript = new Transcript();
  for (const line of lines) transcript.take(line);
  return transcript.entries();
};

/** The words of a transcript, for search. */
export const textOf = (entries: readonly TranscriptEntry[]): string =>
  entries
    .filter(({ kind }) => kind !== 'recording')
    .map(({ text }) => text)
    .filter((text) => text !== '')
    .join('\n');

class Transcript {
  readonly #entries: TranscriptEntry[] = [];
  readonly #playbacks = new PlaybackLog(this.#entries);
  #nodeId: string | null = null;
  #speechStartMs: number | null = null;

  /** In the order they began; what is said at one moment stays in the order of the journal. */
  entries(): readonly TranscriptEntry[] {
    return this.#entries.toSorted((a, b) => a.atMs - b.atMs);
  }

  take(line: JournalLine): void {
    switch (line.kind) {
      case 'effect':
        if (line.effect.effect === 'stepEntered') this.#nodeId = line.effect.nodeId;
        if (line.effect.effect === 'command') this.#playbacks.ask(line.effect.command, this.#nodeId);
        return;
      case 'command':
        // A flow's commands are effects already; these are a client's, or those a `gather` is made of.
        if (line.by !== 'flow') this.#playbacks.ask(line.command, this.#nodeId);
        return;
      case 'event':
        this.#hear(line.event, line.atMs);
        return;
      case 'problem':
        return;
    }
  }

  #hear(event: EngineEvent, atMs: number): void {
    switch (event.event) {
      case 'trackStart':
        this.#playbacks.start(event.playId, atMs);
        return;
      case 'trackEnd':
        this.#playbacks.end(event.playId, atMs);
        return;
      case 'startSpeaking':
        this.#speechStartMs = atMs;
        return;
      case 'transcriptionFinal':
        this.#hearWords(event, atMs);
        return;
      case 'dtmf':
        if (event.phase === 'start') this.#hearKey(event.digit, atMs);
        return;
      case 'gatherResult':
        if (event.reason === 'timeout') this.#add('noAnswer', '', atMs, atMs);
        return;
      default:
        return;
    }
  }

  #hearWords(heard: SessionEventOf<'transcriptionFinal'>, atMs: number): void {
    const startMs = momentOf(heard.startTime, heard.timestamp, atMs) ?? this.#speechStartMs ?? atMs;
    const endMs = momentOf(heard.endTime, heard.timestamp, atMs) ?? atMs;
    this.#speechStartMs = null;
    this.#add(heard.text === '' ? 'notUnderstood' : 'speech', heard.text, startMs, endMs);
  }

  #hearKey(digit: string, atMs: number): void {
    const last = this.#entries.at(-1);
    const isSameAnswer =
      last?.kind === 'keys' && last.nodeId === this.#nodeId && atMs - (last.endMs ?? 0) <= ONE_ANSWER_MS;
    if (isSameAnswer) this.#entries[this.#entries.length - 1] = { ...last, text: last.text + digit, endMs: atMs };
    else this.#add('keys', digit, atMs, atMs);
  }

  #add(kind: TranscriptEntry['kind'], text: string, atMs: number, endMs: number): void {
    this.#entries.push({ atMs, endMs, by: 'caller', kind, text, nodeId: this.#nodeId });
  }
}

/**
 * When something was that a recogniser tells of later, in ms since the call arrived.
 * @param momentMs on the clock of `timestampMs`, which is the line's own time; null comes of one on another clock
 */
const momentOf = (momentMs: number | undefined, timestampMs: number, atMs: number): number | null => {
  const agoMs = momentMs === undefined ? -1 : timestampMs - momentMs;
  return agoMs >= 0 && agoMs <= LONGEST_UTTERANCE_MS ? Math.max(0, atMs - agoMs) : null;
};
