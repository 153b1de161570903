/** Where jambonz asks what is next: a path or name that comes back as `hook`, or an address of its own. */
export type Hook =
  | string
  | {
      readonly url: string;
      readonly method?: 'GET' | 'POST';
      readonly username?: string;
      readonly password?: string;
    };

/** Whatever a vendor takes; jambonz hands it on as it is. */
export type VendorOptions = Readonly<Record<string, unknown>>;

/** The voice that speaks; the vendor `default` is that of the account. */
export type Synthesizer = {
  readonly vendor: string;
  readonly label?: string;
  readonly language?: string;
  readonly voice?: string | VendorOptions;
  readonly fallbackVendor?: string;
  readonly fallbackLabel?: string;
  readonly fallbackLanguage?: string;
  readonly fallbackVoice?: string | VendorOptions;
  readonly engine?: 'standard' | 'neural' | 'generative' | 'long-form';
  readonly gender?: 'MALE' | 'FEMALE' | 'NEUTRAL';
  readonly options?: VendorOptions;
};

/** When somebody is taken to speak. */
export type Vad = {
  readonly enable?: boolean;
  readonly voiceMs?: number;
  readonly silenceMs?: number;
  readonly strategy?: string;
  readonly mode?: number;
  readonly vendor?: 'webrtc' | 'silero';
  readonly threshold?: number;
  readonly speechPadMs?: number;
};

/** Who understands what is said; options of a vendor go by its name, as `googleOptions`. */
export type Recognizer = {
  readonly vendor: string;
  readonly label?: string;
  readonly language?: string;
  readonly fallbackVendor?: string;
  readonly fallbackLabel?: string;
  readonly fallbackLanguage?: string;
  readonly vad?: Vad;
  readonly hints?: readonly (string | { readonly phrase: string; readonly boost?: number })[];
  readonly hintsBoost?: number;
  readonly altLanguages?: readonly string[];
  readonly profanityFilter?: boolean;
  readonly interim?: boolean;
  readonly singleUtterance?: boolean;
  readonly dualChannel?: boolean;
  readonly separateRecognitionPerChannel?: boolean;
  readonly punctuation?: boolean;
  readonly enhancedModel?: boolean;
  readonly words?: boolean;
  readonly diarization?: boolean;
  readonly model?: string;
  readonly asrDtmfTerminationDigit?: string;
  /** Seconds. */
  readonly asrTimeout?: number;
  readonly minConfidence?: number;
} & { readonly [Vendor in `${string}Options`]?: VendorOptions };

/** Who shows a name and a password. */
export type Credentials = { readonly username: string; readonly password: string };

/** Who is dialled. */
export type DialTarget = {
  readonly type: 'phone' | 'sip' | 'user' | 'teams';
  readonly number?: string;
  readonly sipUri?: string;
  readonly name?: string;
  readonly tenant?: string;
  readonly trunk?: string;
  readonly confirmHook?: Hook;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: { readonly user?: string; readonly host?: string };
  readonly auth?: Credentials;
  readonly vmail?: boolean;
  readonly overrideTo?: string;
  readonly proxy?: string;
};

/** Whether a machine answered. Times of `timers` in ms. */
export type AnsweringMachineDetection = {
  readonly actionHook: Hook;
  readonly thresholdWordCount?: number;
  readonly digitCount?: number;
  readonly timers?: {
    readonly noSpeechTimeoutMs?: number;
    readonly decisionTimeoutMs?: number;
    readonly toneTimeoutMs?: number;
    readonly greetingCompletionTimeoutMs?: number;
  };
  readonly recognizer?: Recognizer;
};

/** What is heard while nothing else is. */
export type FillerNoise = { readonly enable: boolean; readonly url?: string; readonly startDelaySecs?: number };

/** What is done when a hook takes its time. Times in seconds. */
export type ActionHookDelay = {
  readonly enabled?: boolean;
  readonly noResponseTimeout?: number;
  readonly noResponseGiveUpTimeout?: number;
  readonly retries?: number;
  readonly actions?: readonly VendorOptions[];
  readonly giveUpActions?: readonly VendorOptions[];
};

/** Sound of the application in a call. */
export type BidirectionalAudio = {
  readonly enabled?: boolean;
  readonly streaming?: boolean;
  readonly sampleRate?: number;
};
