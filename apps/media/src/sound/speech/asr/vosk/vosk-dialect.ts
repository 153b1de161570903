import { plainWords } from '@callwright/flow-engine';
import { z } from 'zod';
import type { Heard, LineSettings } from '../../remote/line.js';
import type { Dialect, SocketMessage } from '../../remote/socket-line.js';

/** Compared letter by letter by the server, blank and all: vosk-server, asr_server.py. */
export const EOF_MESSAGE = '{"eof" : 1}';
/** What the model is told to hear in anything that is no phrase, and what it then says. */
const UNKNOWN = '[unk]';

/** What asr_server.py answers to each message but the config. */
const message = z.union([
  z.object({ partial: z.string() }),
  z.object({
    text: z.string(),
    result: z
      .array(z.object({ word: z.string(), start: z.number(), end: z.number(), conf: z.number().optional() }))
      .optional(),
  }),
]);

/** The protocol of vosk-server: one answer to each piece of sound, and one to the end, after which it hangs up. */
export class VoskDialect implements Dialect {
  readonly #settings: LineSettings;
  /** Answers still to come. */
  #dueCount = 0;
  #isFinished = false;

  constructor(settings: LineSettings) {
    this.#settings = settings;
  }

  opening(): readonly SocketMessage[] {
    const { rateHz, choices, grammar } = this.#settings;
    const phrases = [
      ...new Set(choices.flatMap(({ phrases }) => phrases.map((phrase) => plainWords(phrase).join(' ')))),
    ];
    // A list is all that is understood, so there is none where other words may be said.
    const phraseList = grammar === null && phrases.length > 0 ? { phrase_list: [...phrases, UNKNOWN] } : {};
    return [JSON.stringify({ config: { sample_rate: rateHz, words: 1, ...phraseList } })];
  }

  audio(packet: Int16Array): SocketMessage {
    this.#dueCount += 1;
    return new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength);
  }

  finish(): readonly SocketMessage[] {
    this.#dueCount += 1;
    this.#isFinished = true;
    return [EOF_MESSAGE];
  }

  read(text: string): readonly Heard[] {
    const said = message.parse(JSON.parse(text));
    this.#dueCount -= 1;
    if ('partial' in said) return [{ heard: 'partial', text: known(said.partial) }];
    const words = said.result?.filter(({ word }) => word !== UNKNOWN) ?? [];
    const confidences = words.flatMap(({ conf }) => conf ?? []);
    const settled: Heard = {
      heard: 'settled',
      text: known(said.text),
      words: words.map(({ word, start, end }) => ({ text: word, startMs: toMs(start), endMs: toMs(end) })),
      ...(confidences.length > 0 && { confidence: meanOf(confidences) }),
    };
    if (this.#isFinished && this.#dueCount <= 0) return [settled, { heard: 'done' }];
    // It settles a part in the middle only where it heard the caller pause.
    return [settled, { heard: 'endpoint' }];
  }
}

const known = (text: string): string =>
  text
    .split(' ')
    .filter((word) => word !== UNKNOWN)
    .join(' ');
const toMs = (seconds: number): number => Math.round(seconds * 1000);
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
