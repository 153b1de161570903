import { hasMeaning } from '@callwright/flow-engine';
import type { ErrorCode, SpeechChoice } from '@callwright/protocol';
import type { TranscriptionClient, TranscriptionEvent, TranscriptionOptions, TranscriptionProvider } from './port.js';

/** What the fake understands: a sample for each letter. Silence around it does not matter. */
export const fakeSpeech = (text: string): Int16Array => Int16Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

/** Understands {@link fakeSpeech} in English; for tests of what becomes of a transcript. */
export function createFakeTranscription(): TranscriptionProvider {
  return {
    name: 'fake',
    capabilities: { grammar: true, freeSpeech: false, languages: ['en'] },
    warmUp: async () => undefined,
    createClient: (onEvent) => new FakeClient(onEvent),
    close: async () => undefined,
  };
}

class FakeClient implements TranscriptionClient {
  readonly #onEvent: (event: TranscriptionEvent) => void;
  #options: TranscriptionOptions | null = null;
  #refusal = refuse('speech.asrFailed', 'The fake was not started');
  #samples: number[] = [];
  #startMs = 0;
  #isClosed = false;

  constructor(onEvent: (event: TranscriptionEvent) => void) {
    this.#onEvent = onEvent;
  }

  start(options: TranscriptionOptions): void {
    this.#samples = [];
    const problem = refusalOf(options);
    this.#options = problem ? null : options;
    if (problem) this.#refusal = problem;
    if (problem) this.#emit({ ...problem, isAnswer: false });
  }

  write(samples: Int16Array, startMs?: number): void {
    if (this.#samples.length === 0 && startMs !== undefined) this.#startMs = startMs;
    this.#samples.push(...samples);
    const words = this.#text().split(' ');
    if (this.#options?.partials && words.length > 1) this.#emit({ event: 'delta', text: words[0] ?? '' });
  }

  flush(): void {
    this.#emit(this.#options ? this.#answer(this.#options) : this.#refusal);
    this.#samples = [];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #answer({ choices = [], grammar, language, rateHz }: TranscriptionOptions): TranscriptionEvent {
    const startMs = this.#startMs;
    const endMs = startMs + (this.#samples.length * 1000) / rateHz;
    this.#startMs = endMs;
    const heard = this.#text();
    const isMeant = grammar !== undefined && hasMeaning(heard, grammar, language);
    const match = matchOf(choices, heard) ?? (isMeant ? { text: heard } : undefined);
    return { event: 'final', text: '', startMs, endMs, ...match };
  }

  #text(): string {
    return String.fromCodePoint(...this.#samples.filter((sample) => sample > 0));
  }

  #emit(event: TranscriptionEvent): void {
    // Later, as a real client answers.
    queueMicrotask(() => {
      if (!this.#isClosed) this.#onEvent(event);
    });
  }
}

const refuse = (code: ErrorCode, message: string) => ({ event: 'error', code, message, isAnswer: true }) as const;

function refusalOf({ language, choices = [], grammar }: TranscriptionOptions) {
  if (!language.startsWith('en')) return refuse('speech.unsupportedLanguage', 'The fake understands English');
  if (grammar === 'free') return refuse('speech.asrFailed', 'The fake understands no free speech');
  return choices.length > 0 || grammar ? null : refuse('speech.asrFailed', 'The fake needs choices to listen for');
}

function matchOf(choices: readonly SpeechChoice[], heard: string): { choice: string; text: string } | undefined {
  for (const { id, phrases } of choices) {
    const text = phrases.find((phrase) => phrase.toLowerCase() === heard);
    if (text !== undefined) return { choice: id, text };
  }
  return undefined;
}
