import type { AsrOption, SessionEvent, TrackId } from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type {
  TranscriptionCall,
  TranscriptionClient,
  TranscriptionEvent,
  TranscriptionProvider,
} from '../speech/asr/port.js';
import { RecentSound } from './recent-sound.js';
import type { Processor } from './track.js';
import { isUnfinished } from './unfinished-speech.js';

/** What a recogniser of one track is made of. */
export type AsrProcessorOptions = {
  readonly trackId: TrackId;
  readonly rateHz: number;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
  /** Whose call it is. */
  readonly call: TranscriptionCall;
  /** At least one word of the turn has been understood. Called before the event that tells it. */
  readonly onWords: () => void;
  /** What is listened to in place of a block: without our own echo, without noise. */
  readonly cleaned: (block: Int16Array) => Int16Array;
};

/** Sound kept for speech that began before it was known for speech, or before anybody listened. */
const KEPT_MS = 3000;
/** Taken before the speech itself, so that a soft first consonant is heard. */
const LEAD_IN_MS = 200;

/** An utterance whose final is to come: when it was flushed, when the voice was heard, and whether it is still wanted. */
type Flushed = {
  readonly atMs: number;
  readonly index: number;
  readonly voice: { readonly startMs: number; readonly endMs: number };
  isWanted: boolean;
};
type Listening = { readonly provider: string; readonly client: TranscriptionClient; readonly option: AsrOption };

/**
 * Understands a track, turn by turn: only sound between the beginning and the end of a turn goes to the recogniser. In a
 * pause that may be the end the recogniser gets its answer ready, so that it is there when the turn is over. Reports
 * `transcriptionDelta` and `transcriptionFinal`, and how long each final took.
 */
export class AsrProcessor implements Processor {
  readonly name = 'asr';
  readonly #options: AsrProcessorOptions;
  readonly #recent: RecentSound;
  #listening: Listening | null = null;
  #state: 'off' | 'on' | 'paused' = 'off';
  /** When the turn that is going on began. */
  #speechSinceMs: number | null = null;
  /** When its voice began. */
  #voiceMs = 0;
  /** The sound up to here has been given to the recogniser, and what follows is held back: it may be nothing any more. */
  #heldFromMs: number | null = null;
  #isPaused = false;
  #isWriting = false;
  /** What was understood of the turn so far. */
  #text = '';
  #isHidden = false;
  #index = 0;
  /** Utterances that wait for their final, in order. */
  #flushed: Flushed[] = [];

  constructor(options: AsrProcessorOptions) {
    this.#options = options;
    this.#recent = new RecentSound(options.rateHz, KEPT_MS);
  }

  get isOn(): boolean {
    return this.#state === 'on';
  }

  /** Begins to listen, or listens for something else. Speech that is going on counts from its beginning. */
  start(provider: TranscriptionProvider, option: AsrOption): void {
    this.#drop();
    const client = this.#listening?.provider === provider.name ? this.#listening.client : this.#open(provider);
    this.#listening = { provider: provider.name, client, option };
    this.#listen(this.#listening);
    if (this.#speechSinceMs !== null) this.#begin(this.#speechSinceMs);
  }

  /** Listens no more; what has been said and not answered is dropped. */
  stop(): void {
    this.#drop();
    this.#state = 'off';
  }

  pause(): void {
    if (this.#state !== 'on') return;
    this.#drop();
    this.#state = 'paused';
  }

  /** Listens again, to what is said from the next turn on. */
  resume(): void {
    if (this.#state === 'paused' && this.#listening !== null) this.#listen(this.#listening);
  }

  /**
   * While hidden, the track is silence here, and no turn begins. What has been said and not answered is dropped: it may
   * be the beginning of what is hidden.
   */
  hide(isHidden: boolean): void {
    this.#isHidden = isHidden;
    if (!isHidden) return;
    this.#drop();
    this.#speechSinceMs = null;
    if (this.#state === 'on' && this.#listening !== null) this.#listen(this.#listening);
  }

  /** A turn has begun. @param voiceMs when the voice itself began: `startMs` may lie before it */
  onTurnBegin(startMs: number, voiceMs: number): void {
    this.#isPaused = false;
    // Not even its end, when it goes on after it is shown again.
    if (this.#isHidden) return;
    this.#speechSinceMs = startMs;
    this.#voiceMs = voiceMs;
    if (this.#state === 'on') this.#begin(startMs);
  }

  /** The turn may be over: the recogniser gets its answer ready. */
  onPause(): void {
    this.#isPaused = true;
    if (!this.#isWriting || this.#heldFromMs !== null) return;
    this.#heldFromMs = this.#recent.endMs;
    this.#listening?.client.prepare?.();
  }

  /** The turn goes on. */
  onResume(): void {
    this.#isPaused = false;
    if (this.#heldFromMs === null) return;
    const { samples, startMs } = this.#recent.since(this.#heldFromMs);
    this.#heldFromMs = null;
    if (this.#isWriting && samples.length > 0) this.#listening?.client.write(samples, startMs);
  }

  /** The turn is over: the recogniser is asked what it was. @param endMs when the voice fell silent */
  onTurnEnd(endMs: number): void {
    this.#speechSinceMs = null;
    this.#heldFromMs = null;
    if (!this.#isWriting) return;
    this.#isWriting = false;
    const voice = { startMs: this.#voiceMs, endMs };
    this.#flushed.push({ atMs: this.#options.clock.monotonicMs(), index: this.#index, voice, isWanted: true });
    this.#index += 1;
    this.#listening?.client.flush();
  }

  /** Whether what was understood of the turn so far is the beginning of something longer. */
  couldGoOn(): boolean {
    return this.#isWriting && this.#listening !== null && isUnfinished(this.#text, this.#listening.option);
  }

  process(block: Int16Array, atMs: number): void {
    const heard = this.#options.cleaned(block);
    this.#recent.write(heard, atMs);
    if (this.#isWriting && this.#heldFromMs === null) this.#listening?.client.write(heard, atMs);
  }

  close(): void {
    this.#state = 'off';
    void this.#listening?.client.close();
    this.#listening = null;
  }

  #open(provider: TranscriptionProvider): TranscriptionClient {
    void this.#listening?.client.close();
    this.#flushed = [];
    return provider.createClient((event) => this.#onEvent(event), this.#options.call);
  }

  /** Tells the recogniser what to listen for; what it has of an unfinished turn it drops. */
  #listen({ client, option }: Listening): void {
    const { language, choices, grammar, strictness } = option;
    this.#state = 'on';
    client.start({ rateHz: this.#options.rateHz, language, choices, grammar, strictness, partials: true });
  }

  #begin(startMs: number): void {
    if (this.#isWriting || this.#listening === null) return;
    this.#isWriting = true;
    this.#heldFromMs = null;
    this.#text = '';
    const { samples, startMs: fromMs } = this.#recent.since(startMs - LEAD_IN_MS);
    if (samples.length > 0) this.#listening.client.write(samples, fromMs);
    if (this.#isPaused) this.onPause();
  }

  /** Forgets the turn that is going on, and does not want the answers that are still to come. */
  #drop(): void {
    this.#isWriting = false;
    this.#heldFromMs = null;
    for (const utterance of this.#flushed) utterance.isWanted = false;
  }

  #onEvent(event: TranscriptionEvent): void {
    switch (event.event) {
      case 'delta':
        if (this.#isWriting) this.#onDelta(event.text);
        break;
      case 'endpoint':
        break;
      case 'final':
        this.#onFinal(event);
        break;
      case 'error':
        // Only some errors stand for an answer; the others must not be taken for that of a turn still to come.
        if (event.isAnswer && this.#flushed.shift()?.isWanted !== true) break;
        this.#emit({ event: 'error', ...this.#when(), sender: 'asr', error: event.message, code: event.code });
        break;
    }
  }

  #onDelta(text: string): void {
    this.#text = text;
    if (text !== '') this.#options.onWords();
    this.#emit({ event: 'transcriptionDelta', ...this.#about(this.#index), text });
  }

  #onFinal({ text, startMs, endMs, choice, confidence, words }: Extract<TranscriptionEvent, { event: 'final' }>): void {
    const utterance = this.#flushed.shift();
    if (utterance?.isWanted !== true) return;
    if (text !== '') this.#options.onWords();
    const { clock } = this.#options;
    // What the recogniser was given begins before the voice and ends behind it.
    const voice = {
      startMs: Math.max(startMs, utterance.voice.startMs),
      endMs: Math.min(endMs, utterance.voice.endMs),
    };
    const times = { startTime: Math.round(voice.startMs), endTime: Math.round(Math.max(voice.startMs, voice.endMs)) };
    const meaning = { ...(choice !== undefined && { choice }), ...(confidence !== undefined && { confidence }) };
    const timed = words === undefined ? {} : { words: words.map(timesOf) };
    this.#emit({ event: 'transcriptionFinal', ...this.#about(utterance.index), text, ...times, ...meaning, ...timed });
    const duration = clock.monotonicMs() - utterance.atMs;
    this.#emit({ event: 'metrics', timestamp: clock.nowMs(), key: 'asr', duration });
  }

  #about(index: number) {
    return { ...this.#when(), index, language: this.#listening?.option.language };
  }

  #when() {
    return { timestamp: this.#options.clock.nowMs(), trackId: this.#options.trackId };
  }

  #emit(event: SessionEvent): void {
    this.#options.emit(event);
  }
}

const timesOf = ({
  text,
  startMs,
  endMs,
}: {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}) => ({
  text,
  startTime: Math.round(startMs),
  endTime: Math.round(endMs),
});
