import {
  AppError,
  type AsrOption,
  type CommandOf,
  type SessionEvent,
  type TrackId,
  type VadOption,
} from '@callwright/protocol';
import type { StreamOptions } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import type { TranscriptionProvider } from '../speech/asr/port.js';
import { chooseRecogniser } from '../speech/choose-provider.js';
import type { VadProvider, VadRateHz } from '../speech/vad/port.js';
import { speechSegmentDefaults } from '../speech/vad/speech-segments.js';
import { type Answerer, AnsweringMachine } from './answering-machine.js';
import { AsrProcessor } from './asr-processor.js';
import { CleanSound } from './clean-sound.js';
import type { NoiseFilter } from './noise-filter.js';
import type { Processor } from './track.js';
import { TurnDetector, type TurnEnd } from './turn-detector.js';
import { VadProcessor } from './vad-processor.js';

/** What can listen to a caller, by the names of the protocol. */
export type Listeners = {
  readonly vads: { readonly [Type in VadOption['type']]: VadProvider };
  readonly recognisers: ReadonlyMap<string, TranscriptionProvider>;
  /** Takes noise out of a caller's sound; null where that cannot be done. */
  readonly createNoiseFilter?: ((rateHz: number) => NoiseFilter) | null;
};

/** What an ear is made of. */
export type CallEarOptions = {
  readonly trackId: TrackId;
  readonly rateHz: VadRateHz;
  /** What the call was opened with; what is absent is off. */
  readonly stream: Pick<
    StreamOptions,
    'callId' | 'vad' | 'asr' | 'eou' | 'amd' | 'denoise' | 'inactivityTimeout' | 'speechKeys'
  >;
  readonly listeners: Listeners;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
  /** The caller may be barging in: by a voice, or by words that were understood. Called before the event goes out. */
  readonly onVoice: (cause: 'speech' | 'words') => void;
};

const DEFAULT_VAD: VadOption = { type: 'silero' };
const DEFAULT_ASR: AsrOption = { provider: 'soundswallower', language: 'en-US' };
/** Quiet after which the recogniser gets its answer ready: callers rarely pause for longer inside a word. */
const PAUSE_MS = 160;

/** Listens to the caller: when they speak (VAD), what they say (ASR), when they are done, and who it is that answered. */
export class CallEar {
  readonly #options: CallEarOptions;
  readonly #clean: CleanSound;
  readonly #asr: AsrProcessor;
  readonly #turn: TurnDetector;
  readonly #machine: AnsweringMachine | null;
  #vad: VadProcessor | null = null;
  #vadOption: VadOption;
  #asrOption: AsrOption;
  /** How far the caller's sound has been heard, in ms since the epoch. */
  #heardMs = 0;
  /** What an answering machine, or whoever answered, said so far. */
  #greeting = '';

  constructor(options: CallEarOptions) {
    const { rateHz, stream, listeners } = options;
    this.#options = options;
    this.#vadOption = stream.vad ?? DEFAULT_VAD;
    this.#asrOption = stream.asr ?? DEFAULT_ASR;
    this.#clean = new CleanSound(rateHz, stream.denoise ? (listeners.createNoiseFilter?.(rateHz) ?? null) : null);
    this.#asr = new AsrProcessor({
      ...options,
      call: {
        lane: stream.callId,
        ...(stream.speechKeys && { apiKeys: stream.speechKeys.recognisers }),
      },
      onWords: () => options.onVoice('words'),
      cleaned: (block) => this.#clean.of(block),
      emit: (event) => this.#tell(event),
    });
    this.#turn = new TurnDetector(stream.eou, {
      couldGoOn: () => this.#asr.couldGoOn(),
      onBegin: (startMs) => this.#asr.onTurnBegin(startMs, startMs + this.#paddingMs),
      onEnd: (end) => this.#onTurnEnd(end),
    });
    const { amd } = stream;
    this.#machine =
      amd === undefined ? null : new AnsweringMachine(amd, rateHz, (answerer) => this.#onAnswerer(answerer));
    const isNeeded = stream.vad ?? stream.eou ?? amd ?? stream.inactivityTimeout;
    if (isNeeded !== undefined) this.#startVad();
  }

  /** In the order they belong behind the recorder. */
  get processors(): readonly Processor[] {
    const listening = this.#vad === null ? [] : [this.#vad];
    const answering = this.#machine === null ? [] : [this.#machine];
    return [this.#clean, ...listening, ...answering, this.#asr, this.#timekeeper];
  }

  /** The call has begun: a recogniser that needs no choices, or has them, listens from the first word on. */
  begin(): void {
    const { asr } = this.#options.stream;
    const { clock, emit, listeners } = this.#options;
    if (asr === undefined) return;
    const provider = chooseRecogniser(listeners.recognisers, asr);
    const canHear =
      provider?.capabilities.freeSpeech === true || asr.choices !== undefined || asr.grammar !== undefined;
    if (!(asr.startWhenAnswer ?? (canHear || provider === undefined))) return;
    if (provider !== undefined) this.#listen(provider);
    else {
      const { message, code } = unknownRecogniser(asr.provider);
      emit({ event: 'error', timestamp: clock.nowMs(), sender: 'asr', error: message, code });
    }
  }

  /** What the caller is given to hear, 20 ms, right after it: it may come back. In the tick. */
  say(block: Int16Array | null): void {
    this.#clean.say(block);
  }

  /** @throws AppError `speech.asrFailed` when there is no such recogniser */
  asr({ action, option }: CommandOf<'asr'>): void {
    if (action === 'stop') this.#asr.stop();
    else if (action === 'pause') this.#asr.pause();
    else if (action === 'resume') this.#asr.resume();
    else {
      const wanted = { ...this.#asrOption, ...(isQuestion(option) && NOTHING_ASKED), ...option };
      const provider = chooseRecogniser(this.#options.listeners.recognisers, wanted);
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
    this.#clean.close();
    this.#stopVad();
  }

  /** Behind the others: a turn can be over without anybody saying anything. */
  readonly #timekeeper: Processor = {
    name: 'turn',
    seesHidden: true,
    process: (block, atMs) => {
      this.#heardMs = atMs + (block.length * 1000) / this.#options.rateHz;
      this.#turn.tick(this.#heardMs);
    },
    close: () => undefined,
  };

  /** Without voice activity there would be no turns to understand. */
  #listen(provider: TranscriptionProvider): void {
    if (this.#vad === null) this.#startVad();
    this.#asr.start(provider, this.#asrOption);
  }

  #startVad(): void {
    const { listeners, rateHz, stream } = this.#options;
    const option = this.#vadOption;
    const provider = listeners.vads[option.type];
    const silenceMs = option.silencePadding ?? speechSegmentDefaults.silencePaddingMs;
    const pauseMs = Math.min(PAUSE_MS, stream.eou?.silence ?? PAUSE_MS, silenceMs);
    const cleaned = (block: Int16Array) => this.#clean.of(block);
    this.#vad = new VadProcessor(
      { provider, rateHz, option, pauseMs, cleaned },
      {
        onSpeech: (startMs) => this.#onSpeech(startMs),
        onPause: (quietSinceMs) => this.#onPause(quietSinceMs),
        onResume: (startMs) => this.#onResume(startMs),
        // What began to play meanwhile is spoken over, though no turn begins.
        onGoesOn: () => this.#options.onVoice('speech'),
        onSilence: (startMs, durationMs) => this.#onSilence(startMs, durationMs),
        onQuiet: (startMs, durationMs) => this.#tellSilence(startMs, durationMs),
      },
    );
  }

  #stopVad(): void {
    this.#vad?.close();
    this.#vad = null;
    this.#turn.forget();
  }

  /** What the VAD puts before the voice itself. */
  get #paddingMs(): number {
    return this.#vadOption.speechPadding ?? speechSegmentDefaults.speechPaddingMs;
  }

  #onSpeech(startMs: number): void {
    const { clock, emit, onVoice, trackId } = this.#options;
    onVoice('speech');
    emit({ event: 'startSpeaking', timestamp: clock.nowMs(), trackId, startTime: Math.round(startMs) });
    this.#machine?.onSpeech(startMs + this.#paddingMs);
    this.#onResume(startMs);
  }

  #onPause(quietSinceMs: number): void {
    this.#machine?.onQuiet(quietSinceMs);
    this.#turn.onPause(quietSinceMs);
    if (this.#turn.isOpen) this.#asr.onPause();
  }

  /** The voice is back, after a pause or after what was called silence. */
  #onResume(startMs: number): void {
    this.#machine?.onSpeech(startMs);
    if (this.#turn.isOpen) this.#asr.onResume();
    this.#turn.onSpeech(startMs);
  }

  #onSilence(startMs: number, durationMs: number): void {
    const { clock, emit } = this.#options;
    const timestamp = clock.nowMs();
    this.#machine?.onQuiet(startMs);
    this.#tellSilence(startMs, durationMs);
    emit({ event: 'metrics', timestamp, key: 'vad', duration: Math.max(0, timestamp - startMs) });
    this.#turn.onSilence(startMs, this.#heardMs);
  }

  #tellSilence(startMs: number, durationMs: number): void {
    const { clock, emit, trackId } = this.#options;
    const times = { startTime: Math.round(startMs), duration: Math.round(durationMs) };
    emit({ event: 'silence', timestamp: clock.nowMs(), trackId, ...times });
  }

  #onTurnEnd({ endMs, completed }: TurnEnd): void {
    const { clock, emit, trackId, stream } = this.#options;
    const timestamp = clock.nowMs();
    if (stream.eou !== undefined) {
      emit({ event: 'eou', timestamp, trackId, startTime: Math.round(endMs), completed });
      emit({ event: 'metrics', timestamp, key: 'eou', duration: Math.max(0, timestamp - endMs) });
    }
    this.#asr.onTurnEnd(endMs);
  }

  #onAnswerer(answerer: Answerer): void {
    const { clock, emit, trackId } = this.#options;
    const timestamp = clock.nowMs();
    emit({ event: 'answerMachineDetection', timestamp, trackId, ...answerer, text: this.#greeting });
  }

  #tell(event: SessionEvent): void {
    if (event.event === 'transcriptionFinal' && this.#machine !== null) {
      const text = `${this.#greeting} ${event.text}`.trim();
      this.#greeting = text.slice(0, LONGEST_GREETING);
    }
    this.#options.emit(event);
  }
}

/** Letters of a greeting that are told with who answered. */
const LONGEST_GREETING = 1000;

// What is asked is asked as a whole: the grammar of one question does not outlive it in the choices of the next.
const NOTHING_ASKED = { choices: undefined, grammar: undefined };
const isQuestion = (option: CommandOf<'asr'>['option']) =>
  option?.choices !== undefined || option?.grammar !== undefined;

const unknownRecogniser = (name: string): AppError =>
  new AppError('speech.asrFailed', `There is no speech recognition called ${name}.`);
