import type { Command, SessionEventOf, TranscriptEntry } from '@callwright/protocol';
import { heardOf } from './heard.js';

/** The step that a call is in, and the flow it is of when that was called. */
export type Speaking = Pick<TranscriptEntry, 'nodeId' | 'subflow'>;
type Said = {
  readonly text: string;
  readonly kind: 'speech' | 'recording';
  readonly step: Speaking;
  /** The prompt of a question that a far side may say itself; what the call says for it is the same words again. */
  readonly isOfQuestion?: boolean;
  /** Of a text that comes piece by piece, with its own blanks between its words. */
  readonly isPiece?: boolean;
};
type Playing = Said & { readonly atMs: number; readonly index: number };

/**
 * What our side says, from the commands that ask for it and the events that tell when it was heard. A playback is
 * known by its `playId`; those without one are taken in the order they were asked for.
 */
export class PlaybackLog {
  readonly #asked = new Map<string, Said[]>();
  readonly #playing = new Map<string, Playing>();
  readonly #entries: TranscriptEntry[];

  /** @param entries where what was heard is added, and its end filled in later */
  constructor(entries: TranscriptEntry[]) {
    this.#entries = entries;
  }

  /** A command was given while the call was in that step; those that play nothing are of no interest. */
  ask(command: Command, step: Speaking): void {
    const said = saidBy(command, step);
    if (!said) return;
    const { playId, ...what } = said;
    const playing = this.#playing.get(playId);
    // The same id again is appended to what is being spoken.
    if (playing && command.command === 'tts') this.#append(playId, playing, what);
    else this.#asked.set(playId, [...(this.#asked.get(playId) ?? []).filter((one) => !one.isOfQuestion), what]);
  }

  /** The playback is heard from now on. */
  start(playId: string | undefined, atMs: number): void {
    const key = playId ?? UNNAMED;
    const [first, ...rest] = this.#asked.get(key) ?? [];
    if (!first) return;
    this.#asked.delete(key);
    const whole = rest.reduce(followedBy, first);
    const { text } = whole;
    this.#playing.set(key, { ...whole, atMs, index: this.#entries.length });
    this.#entries.push({ atMs, endMs: null, by: 'system', kind: first.kind, text, ...first.step });
  }

  /** What is played is cut short; that it has ended is told next. */
  interrupt({ playId, positionMs, totalMs }: SessionEventOf<'interruption'>): void {
    const playing = this.#playing.get(playId ?? UNNAMED);
    const entry = playing && this.#entries[playing.index];
    if (!playing || !entry) return;
    const text = playing.kind === 'speech' ? heardOf(playing.text, positionMs, totalMs) : entry.text;
    this.#entries[playing.index] = { ...entry, text, isInterrupted: true };
  }

  /** The playback is over, or was stopped. */
  end(playId: string | undefined, atMs: number): void {
    const key = playId ?? UNNAMED;
    const playing = this.#playing.get(key);
    const entry = playing && this.#entries[playing.index];
    if (!playing || !entry) return;
    this.#playing.delete(key);
    this.#entries[playing.index] = { ...entry, endMs: atMs };
  }

  #append(playId: string, playing: Playing, more: Said): void {
    const entry = this.#entries[playing.index];
    const next = followedBy(playing, more);
    this.#playing.set(playId, next);
    if (entry) this.#entries[playing.index] = { ...entry, text: next.text };
  }
}

const UNNAMED = '';

const followedBy = <Before extends Said>(before: Before, { text, isPiece = false }: Said): Before => ({
  ...before,
  text: isPiece && before.isPiece ? `${before.text}${text}` : `${before.text} ${text}`,
  isPiece,
});

const saidBy = (command: Command, step: Speaking): (Said & { readonly playId: string }) | null => {
  if (command.command === 'tts') {
    const isPiece = command.streaming === true || command.endOfStream === true;
    return { text: command.text, kind: 'speech', step, playId: command.playId ?? UNNAMED, isPiece };
  }
  if (command.command === 'gather' && command.prompt) {
    const { prompt, gatherId: playId } = command;
    const isText = 'text' in prompt;
    const kind = isText ? 'speech' : 'recording';
    return { text: isText ? prompt.text : prompt.url, kind, step, playId, isOfQuestion: true };
  }
  if (command.command === 'play') {
    return { text: command.url, kind: 'recording', step, playId: command.playId ?? UNNAMED };
  }
  return null;
};
