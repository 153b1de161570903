import { withoutSecrets } from '@callwright/flow-engine';
import type { EngineEvent, JournalLine, SessionEventOf, TranscriptEntry } from '@callwright/protocol';
import { commandIn } from './commands.js';
import { PlaybackLog, type Speaking } from './playback.js';

/** Keys pressed within this time of each other are one answer. */
const ONE_ANSWER_MS = 4_000;
/** A key of a secret, which nobody is told. */
const SECRET_KEY = '•';
/** What is older than this is told by another clock. */
const LONGEST_UTTERANCE_MS = 600_000;

/**
 * What was said, pressed and not said in a call, in order. Words of our side come from the command that had them
 * spoken, with templates already filled in, and stand where they were heard. Keys of secrets are dots, and references
 * to secrets are left out.
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
    .map(({ text }) => text.replaceAll(SECRET_KEY, ''))
    .filter((text) => text !== '')
    .join('\n');

class Transcript {
  readonly #entries: TranscriptEntry[] = [];
  readonly #playbacks = new PlaybackLog(this.#entries);
  #step: Speaking = { nodeId: null };
  #speechStartMs: number | null = null;

  /** In the order they began; what is said at one moment stays in the order of the journal. */
  entries(): readonly TranscriptEntry[] {
    return (
      this.#entries
        .map((entry) => ({ ...entry, text: withoutSecrets(entry.text) }))
        // Cut short before a word of it was heard, it was not said.
        .filter(({ by, kind, text }) => by === 'caller' || kind !== 'speech' || text !== '')
        .sort((a, b) => a.atMs - b.atMs)
    );
  }

  take(line: JournalLine): void {
    const command = commandIn(line);
    if (command) this.#playbacks.ask(command, this.#step);
    if (line.kind === 'event') this.#hear(line.event, line.atMs);
    if (line.kind === 'effect' && line.effect.effect === 'stepEntered') {
      const { nodeId, subflow } = line.effect;
      this.#step = { nodeId, ...(subflow !== undefined && { subflow }) };
    }
  }

  #hear(event: EngineEvent, atMs: number): void {
    switch (event.event) {
      case 'trackStart':
        this.#playbacks.start(event.playId, atMs);
        return;
      case 'interruption':
        this.#playbacks.interrupt(event);
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
        if (event.phase === 'start') this.#hearKey(event.masked ? SECRET_KEY : event.digit, atMs);
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
    this.#add(heard.text === '' ? 'notUnderstood' : 'speech', heard.text, startMs, endMs, wordsOf(heard, atMs));
  }

  #hearKey(digit: string, atMs: number): void {
    const last = this.#entries.at(-1);
    const isSameAnswer =
      last?.kind === 'keys' && isSameStep(last, this.#step) && atMs - (last.endMs ?? 0) <= ONE_ANSWER_MS;
    if (isSameAnswer) this.#entries[this.#entries.length - 1] = { ...last, text: last.text + digit, endMs: atMs };
    else this.#add('keys', digit, atMs, atMs);
  }

  #add(
    kind: TranscriptEntry['kind'],
    text: string,
    atMs: number,
    endMs: number,
    words?: TranscriptEntry['words'],
  ): void {
    this.#entries.push({ atMs, endMs, by: 'caller', kind, text, ...(words && { words }), ...this.#step });
  }
}

const isSameStep = (a: Speaking, b: Speaking): boolean => a.nodeId === b.nodeId && a.subflow === b.subflow;

/** Each word with its time, where the recogniser tells all of them on the clock of the call. */
const wordsOf = (heard: SessionEventOf<'transcriptionFinal'>, atMs: number): TranscriptEntry['words'] => {
  const words = (heard.words ?? []).flatMap(({ text, startTime, endTime }) => {
    const startMs = momentOf(startTime, heard.timestamp, atMs);
    const endMs = momentOf(endTime, heard.timestamp, atMs);
    return startMs === null || endMs === null ? [] : [{ text: withoutSecrets(text), atMs: startMs, endMs }];
  });
  return words.length > 0 && words.length === heard.words?.length ? words : undefined;
};

/**
 * When something was that a recogniser tells of later, in ms since the call arrived.
 * @param momentMs on the clock of `timestampMs`, which is the line's own time; null comes of one on another clock
 */
const momentOf = (momentMs: number | undefined, timestampMs: number, atMs: number): number | null => {
  const agoMs = momentMs === undefined ? -1 : timestampMs - momentMs;
  return agoMs >= 0 && agoMs <= LONGEST_UTTERANCE_MS ? Math.max(0, atMs - agoMs) : null;
};
