import { AppError, knowsLanguage } from '@callwright/protocol';
import type { Clock, Timer } from '../../../../platform/clock.js';
import type { Log } from '../../../../platform/logging.js';
import type { ProviderHealth } from '../../provider-health.js';
import type {
  TranscriptionCall,
  TranscriptionClient,
  TranscriptionEvent,
  TranscriptionOptions,
  TranscriptionProvider,
} from '../port.js';
import { Utterance, type UtteranceSound } from '../soundswallower/utterance.js';

/** What one caller's fallback is made of. */
export type FallbackOptions = {
  readonly name: string;
  readonly providers: readonly TranscriptionProvider[];
  readonly health: ProviderHealth;
  /** Longest wait for the answer to a flush. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly call?: TranscriptionCall;
};

/** Utterances whose sound is kept until they are answered; one more is refused. Each has 20 s at most. */
const MAX_WAITING = 4;

type ErrorEvent = Extract<TranscriptionEvent, { event: 'error' }>;
type Seat = { readonly index: number; readonly client: TranscriptionClient };
type Session = { readonly options: TranscriptionOptions; readonly utterance: Utterance };
type Waiting = { readonly sound: UtteranceSound; readonly options: TranscriptionOptions };

/**
 * One caller's way through several recognisers. The sound of what is not answered is kept, and said again to the next
 * one; each flush is answered by exactly one final or error, in order.
 */
export class FallbackRecogniserClient implements TranscriptionClient {
  readonly #options: FallbackOptions;
  readonly #onEvent: (event: TranscriptionEvent) => void;
  readonly #waiting: Waiting[] = [];
  /** Providers that have had what is said now, or waits first. */
  readonly #tried = new Set<number>();
  #session: Session | null = null;
  #seat: Seat | null = null;
  #watchdog: Timer | null = null;
  #isClosed = false;

  constructor(options: FallbackOptions, onEvent: (event: TranscriptionEvent) => void) {
    this.#options = options;
    this.#onEvent = onEvent;
  }

  start(options: TranscriptionOptions): void {
    if (this.#isClosed) return;
    this.#session = { options, utterance: new Utterance(options.rateHz) };
    if (this.#waiting.length > 0) {
      // What was flushed is answered by what it was flushed to, in order with what comes.
      this.#seat?.client.start(options);
      return;
    }
    this.#tried.clear();
    this.#sit(this.#next());
    if (!this.#seat) this.#refuse(this.#nobody(), false);
  }

  write(samples: Int16Array, startMs?: number): void {
    const session = this.#session;
    if (!session || this.#isClosed) return;
    if (session.utterance.durationMs === 0 && this.#waiting.length === 0) this.#prefer();
    session.utterance.write(samples, startMs);
    this.#seat?.client.write(samples, startMs);
  }

  prepare(): void {
    this.#seat?.client.prepare?.();
  }

  flush(): void {
    const session = this.#session;
    if (this.#isClosed) return;
    if (!session) this.#refuse(new AppError('speech.asrFailed', 'The recogniser was not started'), true);
    else if (this.#waiting.length >= MAX_WAITING) {
      session.utterance.take();
      this.#seat?.client.start(session.options);
      this.#refuse(new AppError('speech.unavailable', 'The recogniser is behind'), true);
    } else {
      this.#waiting.push({ sound: session.utterance.take(), options: session.options });
      if (this.#seat) this.#seat.client.flush();
      else this.#moveOn(this.#nobody(), true);
      this.#watch();
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watchdog?.cancel();
    await this.#seat?.client.close();
  }

  #onEventOf(index: number, event: TranscriptionEvent): void {
    if (this.#isClosed || this.#seat?.index !== index) return;
    switch (event.event) {
      case 'final':
        this.#options.health.worked(index);
        this.#answered(event);
        break;
      case 'error':
        this.#moveOn(new AppError(event.code, event.message), event.isAnswer);
        break;
      case 'delta':
      case 'endpoint':
        this.#onEvent(event);
    }
  }

  #answered(event: TranscriptionEvent): void {
    if (!this.#waiting.shift()) return;
    this.#tried.clear();
    if (this.#seat) this.#tried.add(this.#seat.index);
    this.#watch();
    const { name, providers, log } = this.#options;
    log.debug({ fallback: name, provider: providers[this.#seat?.index ?? 0]?.name }, 'recogniser answered');
    this.#onEvent(event);
  }

  /** The seat's provider cannot: the next one gets all that is not answered. */
  #moveOn(error: AppError, isAnswer: boolean): void {
    const { name, providers, health, log } = this.#options;
    const failed = this.#seat;
    if (failed) {
      if (isOfProvider(error)) health.failed(failed.index);
      log.warn({ fallback: name, provider: providers[failed.index]?.name, code: error.code }, 'recogniser left out');
    }
    this.#sit(this.#next());
    if (this.#seat) this.#replay(this.#seat.client);
    else this.#giveUp(error, isAnswer);
  }

  #replay(client: TranscriptionClient): void {
    let told = this.#session?.options;
    const tell = (options: TranscriptionOptions | undefined) => {
      if (options && options !== told) client.start(options);
      told = options;
    };
    for (const { sound, options } of this.#waiting) {
      tell(options);
      client.write(sound.samples, sound.startMs);
      client.flush();
    }
    tell(this.#session?.options);
    const { samples, startMs } = this.#session?.utterance.peek() ?? { samples: new Int16Array(0), startMs: 0 };
    if (samples.length > 0) client.write(samples, startMs);
    this.#watch();
  }

  /** All have failed: what waits is answered with the last error, and the next utterance is tried from the start. */
  #giveUp(error: AppError, isAnswer: boolean): void {
    const lost = this.#waiting.splice(0);
    this.#tried.clear();
    this.#watch();
    if (!isAnswer) this.#refuse(error, false);
    for (const _ of lost) this.#refuse(error, true);
  }

  /** Back to a provider that comes before, once it is in health again. */
  #prefer(): void {
    const first = this.#candidates()[0];
    if (first === undefined || first === this.#seat?.index) return;
    this.#tried.clear();
    this.#sit(first);
  }

  #sit(index: number | undefined): void {
    void this.#seat?.client.close();
    this.#seat = null;
    const provider = index === undefined ? undefined : this.#options.providers[index];
    if (index === undefined || !provider || !this.#session) return;
    this.#tried.add(index);
    const client = provider.createClient((event) => this.#onEventOf(index, event), this.#options.call);
    this.#seat = { index, client };
    client.start(this.#session.options);
  }

  #nobody(): AppError {
    const language = this.#session?.options.language ?? '';
    const isKnown = this.#options.providers.some((one) => speaks(one, language));
    return isKnown
      ? new AppError('speech.asrFailed', 'None of the recognisers can listen for this')
      : new AppError('speech.unsupportedLanguage', `None of the recognisers understands ${language}`);
  }

  #next(): number | undefined {
    return this.#candidates().find((index) => !this.#tried.has(index));
  }

  #candidates(): readonly number[] {
    const { providers, health } = this.#options;
    return health.order(providers.length).filter((index) => this.#fits(providers[index]));
  }

  #fits(provider: TranscriptionProvider | undefined): boolean {
    if (!provider || !this.#session) return false;
    const { language, choices, grammar } = this.#session.options;
    const isFree = grammar === 'free' || (choices === undefined && grammar === undefined);
    const isNothing = choices?.length === 0 && grammar === undefined;
    return !isNothing && speaks(provider, language) && (provider.capabilities.freeSpeech || !isFree);
  }

  #watch(): void {
    this.#watchdog?.cancel();
    this.#watchdog = null;
    if (this.#waiting.length === 0 || this.#isClosed) return;
    this.#watchdog = this.#options.clock.startTimer(this.#options.timeoutMs, () =>
      this.#moveOn(new AppError('speech.timeout', 'The recogniser did not answer in time'), true),
    );
  }

  #refuse({ code, message }: AppError, isAnswer: boolean): void {
    const event: ErrorEvent = { event: 'error', code, message, isAnswer };
    queueMicrotask(() => {
      if (!this.#isClosed) this.#onEvent(event);
    });
  }
}

/** A question that no provider of its kind can answer says nothing of its health. */
const isOfProvider = ({ code }: AppError): boolean => code !== 'speech.unsupportedLanguage';

const speaks = ({ capabilities: { languages } }: TranscriptionProvider, language: string): boolean =>
  knowsLanguage(languages, language);
