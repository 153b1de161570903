import type {
  ActionHookDelay,
  AnsweringMachineDetection,
  BidirectionalAudio,
  Credentials,
  FillerNoise,
  Hook,
  Recognizer,
  Synthesizer,
  Vad,
  VendorOptions,
} from './parts.js';

type Say = {
  readonly text?: string | readonly string[];
  readonly instructions?: string;
  readonly stream?: boolean;
  readonly loop?: number | 'forever';
  readonly synthesizer?: Synthesizer;
  readonly earlyMedia?: boolean;
  readonly disableTtsCache?: boolean;
  readonly closeStreamOnEmpty?: boolean;
};
type Play = {
  readonly url: string | readonly string[];
  readonly loop?: number | 'forever';
  readonly earlyMedia?: boolean;
  /** In samples at 8000 Hz, as FreeSWITCH counts. */
  readonly seekOffset?: number | string;
  readonly timeoutSecs?: number | string;
  readonly actionHook?: Hook;
};
type Gather = {
  readonly actionHook?: Hook;
  readonly input?: readonly ('digits' | 'speech')[];
  readonly finishOnKey?: string;
  readonly numDigits?: number;
  readonly minDigits?: number;
  readonly maxDigits?: number;
  /** Seconds, like all timeouts of it. */
  readonly interDigitTimeout?: number;
  readonly speechTimeout?: number;
  readonly timeout?: number;
  readonly partialResultHook?: Hook;
  readonly listenDuringPrompt?: boolean;
  readonly dtmfBargein?: boolean;
  readonly bargein?: boolean;
  readonly minBargeinWordCount?: number;
  readonly recognizer?: Recognizer;
  readonly say?: Say;
  readonly play?: Play;
  readonly fillerNoise?: FillerNoise;
  readonly actionHookDelayAction?: ActionHookDelay;
};
type Transcribe = {
  readonly enable?: boolean;
  readonly transcriptionHook?: string;
  readonly translationHook?: string;
  readonly recognizer?: Recognizer;
  readonly earlyMedia?: boolean;
  readonly channel?: 1 | 2;
};
type Listen = {
  readonly url: string;
  readonly actionHook?: Hook;
  readonly wsAuth?: Credentials;
  readonly mixType?: 'mono' | 'stereo' | 'mixed';
  readonly metadata?: VendorOptions;
  readonly sampleRate?: number;
  readonly finishOnKey?: string;
  readonly maxLength?: number;
  readonly passDtmf?: boolean;
  readonly playBeep?: boolean;
  readonly disableBidirectionalAudio?: boolean;
  readonly bidirectionalAudio?: BidirectionalAudio;
  readonly timeout?: number;
  readonly transcribe?: Transcribe;
  readonly earlyMedia?: boolean;
  readonly channel?: number;
};
type Dub = {
  readonly action: 'addTrack' | 'removeTrack' | 'silenceTrack' | 'playOnTrack' | 'sayOnTrack';
  readonly track: string;
  readonly play?: string;
  readonly say?: string | Say;
  readonly loop?: boolean;
  readonly gain?: number | string;
};
/** A `listen` or `stream` that runs beside the verbs. */
type BackgroundListen = { readonly enable: boolean } & Partial<Listen>;
type CallRecording = {
  readonly action: 'startCallRecording' | 'stopCallRecording' | 'pauseCallRecording' | 'resumeCallRecording';
  readonly type?: 'cloud' | 'siprec';
  readonly siprecServerURL?: string | readonly string[];
  readonly recordingID?: string;
  readonly headers?: Readonly<Record<string, string>>;
};
type Config = {
  readonly synthesizer?: Synthesizer;
  readonly recognizer?: Recognizer;
  readonly bargeIn?: { readonly enable?: boolean; readonly sticky?: boolean } & Omit<Gather, 'say' | 'play'>;
  readonly ttsStream?: { readonly enable: boolean; readonly synthesizer?: Synthesizer };
  readonly record?: CallRecording;
  readonly listen?: BackgroundListen;
  readonly stream?: BackgroundListen;
  readonly transcribe?: Transcribe;
  readonly amd?: AnsweringMachineDetection;
  readonly fillerNoise?: FillerNoise;
  readonly vad?: Vad;
  readonly notifyEvents?: boolean;
  readonly notifySttLatency?: boolean;
  readonly reset?: string | readonly string[];
  readonly onHoldMusic?: string;
  readonly actionHookDelayAction?: ActionHookDelay;
  readonly sipRequestWithinDialogHook?: Hook;
  readonly boostAudioSignal?: number | string;
  readonly referHook?: Hook;
  readonly earlyMedia?: boolean;
  readonly autoStreamTts?: boolean;
  readonly disableTtsCache?: boolean;
  readonly trackTtsPlayout?: boolean;
  readonly noiseIsolation?: VendorOptions;
  readonly turnTaking?: VendorOptions;
};

/** Verbs about sound: what is said, played, understood, streamed and recorded. */
export type MediaVerbs = {
  say: Say;
  play: Play;
  gather: Gather;
  transcribe: Transcribe;
  listen: Listen;
  stream: Listen;
  dub: Dub;
  config: Config;
  dtmf: { readonly dtmf: string; readonly duration?: number };
};
