import { SERVER_TRACK } from '@callwright/protocol';
import type { Answerer } from '../answerer.js';
import { askedNow, isCallersTurn } from './model/call-model.js';
import { NeverHappens } from './never-happens.js';
import type { SimulatedCall } from './simulated-call.js';

/** When a caller does something. Absent: politely, once a question has been asked to its end, or a message is taken. */
export type CallerTiming = {
  /** So long after what the caller did last, whatever is being said. */
  readonly afterMs?: number;
};

const KEY_MS = 100;
const BETWEEN_KEYS_MS = 150;
const NOISE_MS = 700;
/** A word or two, and the quiet after them. */
const FOUND_OUT_MS = 2_000;
const MS_PER_SPOKEN_CHARACTER = 60;
const SHORTEST_WORD_MS = 300;

/**
 * Someone on the phone, told what to do. Each thing takes its time; the next begins where it ended. What can never be
 * done throws NeverHappens.
 */
export class ScriptedCaller {
  readonly #call: SimulatedCall;
  readonly #atMoment: () => void;

  /** @param atMoment told whenever the moment of something has come that the caller does, before it is done */
  constructor(call: SimulatedCall, atMoment: () => void = () => undefined) {
    this.#call = call;
    this.#atMoment = atMoment;
  }

  /** Says words, and waits until they have been understood. */
  says(words: string, timing: CallerTiming = {}): void {
    this.#utter(words, Math.max(SHORTEST_WORD_MS, words.length * MS_PER_SPOKEN_CHARACTER), timing);
  }

  /** Coughs, or a car passes: loud enough to be taken for speech, but no word. */
  makesNoise(timing: CallerTiming = {}): void {
    this.#utter(null, NOISE_MS, timing);
  }

  /** Presses keys, one after the other. */
  presses(keys: string, timing: CallerTiming = {}): void {
    this.#awaitMoment(timing, `press ${keys}`);
    for (const [at, digit] of [...keys].entries()) {
      if (at > 0) this.#call.clock.advance(BETWEEN_KEYS_MS);
      this.#call.step({ input: 'key', digit, phase: 'start' });
      this.#call.clock.advance(KEY_MS);
      this.#call.step({ input: 'key', digit, phase: 'end', durationMs: KEY_MS });
    }
  }

  /** Says nothing for a time; without one, until the question asked now (or next) has been given up. */
  isSilent(forMs?: number): void {
    if (forMs !== undefined) {
      this.#atMoment();
      this.#call.clock.advance(forMs);
      return;
    }
    this.#awaitMoment({}, 'be silent');
    const asked = askedNow(this.#call.model);
    const isGivenUp = () => this.#call.isOver || askedNow(this.#call.model) !== asked;
    this.#call.waitFor(isGivenUp, 'the question was given up');
  }

  /** Listens until something with these words (or this url) begins to play. */
  hears(part: string): void {
    this.#call.waitFor(
      () => this.#call.model.playback?.content.includes(part) === true,
      `the caller could hear "${part}"`,
    );
    this.#atMoment();
  }

  /** Has answered a call of ours, and is found out: soon, or after a time. */
  isTakenFor(result: Answerer, { afterMs = FOUND_OUT_MS }: CallerTiming = {}): void {
    this.#call.clock.advance(afterMs);
    if (this.#call.isOver) throw new NeverHappens('The call was over before it was known who answered.');
    this.#atMoment();
    const timestamp = this.#call.clock.nowMs();
    const times = { timestamp, startTime: timestamp, endTime: timestamp };
    const trackId = SERVER_TRACK;
    this.#call.post({ event: 'answerMachineDetection', trackId, ...times, result, text: '' });
  }

  /** Hangs up: at once, or after a time. */
  hangsUp({ afterMs = 0 }: CallerTiming = {}): void {
    this.#call.clock.advance(afterMs);
    this.#call.step({ input: 'callerHangup' });
  }

  #utter(text: string | null, durationMs: number, timing: CallerTiming): void {
    this.#awaitMoment(timing, text === null ? 'make a noise' : `say "${text}"`);
    this.#call.step({ input: 'speech', text, durationMs });
    this.#call.advanceUntil(() => this.#call.model.utterance === null);
  }

  #awaitMoment({ afterMs }: CallerTiming, what: string): void {
    if (afterMs !== undefined) this.#call.clock.advance(afterMs);
    else this.#call.waitFor(() => isCallersTurn(this.#call.model), `the caller could ${what}`);
    if (this.#call.isOver) throw new NeverHappens(`The call was over before the caller could ${what}.`);
    this.#atMoment();
  }
}
