/** Rates a detector can listen at. */
export type VadRateHz = 8000 | 16000;

/** How one call's sound is judged. What is absent takes the default of `speechSegmentDefaults`. */
export type VadOptions = {
  readonly rateHz: VadRateHz;
  /** Probability from which a frame starts speech. */
  readonly voiceThreshold?: number;
  /** Probability below which a frame ends speech; lower than the start, so that it does not flutter. */
  readonly stopThreshold?: number;
  /** Speech shorter than this is not reported (a click, a cough), in ms. */
  readonly minimumSpeechMs?: number;
  /** How far a start is put back before the first speech frame, so that a soft first sound belongs to it, in ms. */
  readonly speechPaddingMs?: number;
  /** Quiet that ends a turn, in ms. */
  readonly silencePaddingMs?: number;
  /** Quiet inside speech that is told as `pause`, in ms; absent means pauses are not told. */
  readonly pauseMs?: number;
};

/** A turn began or ended, or was interrupted. Times are ms since the first sample the detector was given. */
export type VadDecision =
  | { readonly decision: 'startSpeaking'; readonly startTimeMs: number }
  /** It has been quiet since `startTimeMs`, and the turn may be over: `resume` or `silence` follows. */
  | { readonly decision: 'pause'; readonly startTimeMs: number }
  /** After a `pause` the voice is back since `startTimeMs`. */
  | { readonly decision: 'resume'; readonly startTimeMs: number }
  /** What came back at `startTimeMs` is a voice and no click: as much of it as begins a turn. */
  | { readonly decision: 'goesOn'; readonly startTimeMs: number }
  /** `startTimeMs` is when the quiet began, `durationMs` how long it had been since the start that was reported. */
  | { readonly decision: 'silence'; readonly startTimeMs: number; readonly durationMs: number };

/** Hears a decision. Called from outside the 20 ms path, in order, and never after `close`. */
export type OnVadDecision = (decision: VadDecision) => void;

/** Listens to one call. */
export interface VoiceDetector {
  /**
   * Takes the next samples (signed 16-bit mono, any count); they are copied. Never waits, allocates nothing per frame.
   * A decision may come during this call or later; it goes to the `onDecision` of the latest call.
   */
  process(samples: Int16Array, onDecision: OnVadDecision): void;
  /** Forgets the call; frames still under way are dropped. Idempotent. */
  close(): void;
}

/** Makes detectors; one provider serves all calls of a sound process. */
export interface VadProvider {
  readonly name: string;
  createVad(options: VadOptions): VoiceDetector;
  /** Settles when all that was given is judged; whoever feeds faster than real time awaits it, or frames are lost. */
  settled(): Promise<void>;
  /** Frees the model. Idempotent; waits for what is under way, never throws. */
  close(): Promise<void>;
}
