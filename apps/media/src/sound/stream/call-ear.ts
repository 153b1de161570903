import {
  AppError,
  type AsrOption,
  type CommandOf,
  type SessionEvent,
  type TrackId,
  type VadOption,
} from '@callwright/protocol';
import type { Clock } from '../../platform/clock.js';
import type { TranscriptionProvider } from '../speech/asr/port.js';
import type { VadProvider, VadRateHz } from '../speech/vad/port.js';
import { AsrProcessor } from './asr-processor.js';
import type { Processor } from './track.js';
import { VadProcessor } from './vad-processor.js';

/** What can listen to a caller, by the names of the protocol. */
export type Listeners = {
  readonly vads: { readonly [Type in VadOption['type']]: VadProvider };
  readonly recognisers: ReadonlyMap<string, TranscriptionProvider>;
};

/** What an ear is made of. */
export type CallEarOptions = {
  readonly trackId: TrackId;
  readonly rateHz: VadRateHz;
  /** What the call was opened with; what is absent is off. */
  readonly vad: VadOption | undefined;
  readonly asr: AsrOption | undefined;
  readonly listeners: Listeners;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
  /** Called before the event goes out. */
  readonly onSpeech: () => void;
};

const DEFAULT_VAD: VadOption = { type: 'silero' };
const DEFAULT_ASR: AsrOption = { provider: 'soundswallower', language: 'en-US' };

/** Listens to the caller: when they speak (VAD), and what they say (ASR), as `vad` and `asr` commands want it. */
export class CallEar {
  readonly #options: CallEarOptions;
  readonly #asr: AsrProcessor;
  #vad: VadProcessor | null = null;
  #vadOption: VadOption;
  #asrOption: AsrOption;

  constructor(options: CallEarOptions) {
    this.#options = options;
    this.#vadOption = options.vad ?? DEFAULT_VAD;
    this.#asrOption = options.asr ?? DEFAULT_ASR;
    this.#asr = new AsrProcessor(options);
    if (options.vad !== undefined) this.#startVad();
  }

  /** In the order they belong behind the recorder. */
  get processors(): readonly Processor[] {
    return this.#vad === null ? [this.#asr] : [this.#vad, this.#asr];
  }

  /** The call has begun: a recogniser that needs no choices, or has them, listens from the first word on. */
  begin(): void {
    const { asr, emit, clock } = this.#options;
    if (asr === undefined) return;
    const provider = this.#options.listeners.recognisers.get(asr.provider);
    const canHear =
      provider?.capabilities.freeSpeech === true || asr.choices !== undefined || asr.grammar !== undefined;
    if (!(asr.startWhenAnswer ?? (canHear || provider === undefined))) return;
    if (provider !== undefined) this.#listen(provider);
    else {
      const { message, code } = unknownRecogniser(asr.provider);
      emit({ event: 'error', timestamp: clock.nowMs(), sender: 'asr', error: message, code });
    }
  }

  /** @throws AppError `speech.asrFailed` when there is no such recogniser */
  asr({ action, option }: CommandOf<'asr'>): void {
    if (action === 'stop') this.#asr.stop();
    else if (action === 'pause') this.#asr.pause();
    else if (action === 'resume') this.#asr.resume();
    else {
      const wanted = { ...this.#asrOption, ...(isQuestion(option) && NOTHING_ASKED), ...option };
      const provider = this.#options.listeners.recognisers.get(wanted.provider);
      if (provider === undefined) throw unknownRecogniser(wanted.provider);
      this.#asrOption = wanted;
      this.#listen(provider);
    }
  }

  vad({ action, option }: CommandOf<'vad'>): void {
    if (action === 'start') {
      this.#vadOption = { ...this.#vadOption, ...option };
      this.#stopVad();
      this.#startVad();
    } else if (action === 'stop') this.#stopVad();
    else if (this.#vad !== null) this.#vad.isPaused = action === 'pause';
  }

  /** While hidden, speech is noticed and not understood. */
  hide(isHidden: boolean): void {
    this.#asr.hide(isHidden);
  }

  close(): void {
    this.#asr.close();
    this.#stopVad();
  }

  /** Without voice activity there would be no turns to understand. */
  #listen(provider: TranscriptionProvider): void {
    if (this.#vad === null) this.#startVad();
    this.#asr.start(provider, this.#asrOption);
  }

  #startVad(): void {
    const { listeners, rateHz } = this.#options;
    const provider = listeners.vads[this.#vadOption.type];
    this.#vad = new VadProcessor(provider, rateHz, this.#vadOption, {
      onSpeech: (startMs) => this.#onSpeech(startMs),
      onSilence: (startMs, durationMs) => this.#onSilence(startMs, durationMs),
    });
  }

  #stopVad(): void {
    this.#vad?.close();
    this.#vad = null;
  }

  #onSpeech(startMs: number): void {
    const { clock, emit, onSpeech, trackId } = this.#options;
    onSpeech();
    emit({ event: 'startSpeaking', timestamp: clock.nowMs(), trackId, startTime: Math.round(startMs) });
    this.#asr.onSpeech(startMs);
  }

  #onSilence(startMs: number, durationMs: number): void {
    const { clock, emit, trackId } = this.#options;
    this.#asr.onSilence();
    const timestamp = clock.nowMs();
    const duration = Math.round(durationMs);
    emit({ event: 'silence', timestamp, trackId, startTime: Math.round(startMs), duration });
    emit({ event: 'metrics', timestamp, key: 'vad', duration: Math.max(0, timestamp - startMs) });
  }
}

// What is asked is asked as a whole: the grammar of one question does not outlive it in the choices of the next.
const NOTHING_ASKED = { choices: undefined, grammar: undefined };
const isQuestion = (option: CommandOf<'asr'>['option']) =>
  option?.choices !== undefined || option?.grammar !== undefined;

const unknownRecogniser = (name: string): AppError =>
  new AppError('speech.asrFailed', `There is no speech recognition called ${name}.`);
