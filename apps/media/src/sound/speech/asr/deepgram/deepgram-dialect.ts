import { z } from 'zod';
import type { Heard, HeardWord } from '../../remote/line.js';
import type { Dialect, SocketMessage } from '../../remote/socket-line.js';

const word = z.object({
  word: z.string(),
  punctuated_word: z.string().optional(),
  start: z.number(),
  end: z.number(),
});

/** Deepgram API reference, Live Audio: what the server sends. Kinds we do not know are of no interest. */
const message = z.union([
  z.object({
    type: z.literal('Results'),
    start: z.number(),
    duration: z.number(),
    is_final: z.boolean(),
    speech_final: z.boolean().optional(),
    from_finalize: z.boolean().optional(),
    channel: z.object({
      alternatives: z
        .array(z.object({ transcript: z.string(), confidence: z.number().optional(), words: z.array(word).optional() }))
        .max(20),
    }),
  }),
  z.object({ type: z.literal('UtteranceEnd') }),
  z.object({ type: z.string().refine((type) => type !== 'Results') }),
]);
type Results = Extract<z.infer<typeof message>, { type: 'Results' }>;

/** Sound too short for a `Finalize` to be answered, as the page Finalize warns; it gives no figure. */
const INSIGNIFICANT_S = 0.5;
const COVERED_SETTLE_MS = 400;
const SETTLE_MS = 3000;

/** Deepgram's streaming protocol; its times count from the beginning of the connection. */
export class DeepgramDialect implements Dialect {
  readonly #rateHz: number;
  #sentSamples = 0;
  /** Where the utterance that is going on begins. */
  #startS = 0;
  /** How far everything is final. */
  #finalS = 0;
  /** Something was said of the utterance that is going on: whoever said nothing at all may be dead. */
  #hasHeard = false;
  #isFinished = false;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  opening(): readonly SocketMessage[] {
    return [];
  }

  audio(packet: Int16Array): SocketMessage {
    if (this.#isFinished) this.#begin();
    this.#sentSamples += packet.length;
    return new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength);
  }

  finish(): readonly SocketMessage[] {
    this.#isFinished = true;
    return [JSON.stringify({ type: 'Finalize' })];
  }

  goodbye(): SocketMessage {
    return JSON.stringify({ type: 'CloseStream' });
  }

  settleMs(): number | undefined {
    if (this.#sentS - this.#finalS <= INSIGNIFICANT_S) return COVERED_SETTLE_MS;
    return this.#hasHeard ? SETTLE_MS : undefined;
  }

  read(text: string): readonly Heard[] {
    const heard = message.parse(JSON.parse(text));
    if (heard.type === 'UtteranceEnd') return [{ heard: 'endpoint' }];
    return 'channel' in heard ? this.#results(heard) : [];
  }

  #begin(): void {
    this.#isFinished = false;
    this.#hasHeard = false;
    this.#startS = this.#sentS;
    this.#finalS = this.#sentS;
  }

  get #sentS(): number {
    return this.#sentSamples / this.#rateHz;
  }

  #results({ is_final, speech_final, from_finalize, start, duration, channel }: Results): readonly Heard[] {
    const best = channel.alternatives[0];
    if (!best) return [];
    this.#hasHeard = true;
    if (!is_final) return [{ heard: 'partial', text: best.transcript }];
    this.#finalS = start + duration;
    const words = best.words?.map((said) => this.#word(said)) ?? [];
    const settled: Heard = { heard: 'settled', text: best.transcript, words, confidence: best.confidence };
    if (from_finalize) return [settled, { heard: 'done' }];
    return speech_final ? [settled, { heard: 'endpoint' }] : [settled];
  }

  #word({ word: plain, punctuated_word: text = plain, start, end }: z.infer<typeof word>): HeardWord {
    const toMs = (seconds: number) => Math.max(0, Math.round((seconds - this.#startS) * 1000));
    return { text, startMs: toMs(start), endMs: toMs(end) };
  }
}
