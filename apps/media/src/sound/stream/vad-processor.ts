import { BLOCK_MS } from '@callwright/audio';
import type { VadOption } from '@callwright/protocol';
import type { VadOptions, VadProvider, VadRateHz, VoiceDetector } from '../speech/vad/port.js';
import type { Processor } from './track.js';

/** A voice was heard, or fell silent; times in ms since the epoch. */
export type VoiceEvents = {
  readonly onSpeech: (startMs: number) => void;
  /** It has been quiet for a moment; the voice comes back, or it stays quiet. */
  readonly onPause: (quietSinceMs: number) => void;
  readonly onResume: (startMs: number) => void;
  /** What came back is a voice, and no click. */
  readonly onGoesOn: () => void;
  /** @param startMs when the quiet began */
  readonly onSilence: (startMs: number, durationMs: number) => void;
  /** Nobody has spoken for as long as `silenceTimeout` says, since they last did or since this was last told. */
  readonly onQuiet: (startMs: number, durationMs: number) => void;
};

/** How a track is listened to. */
export type VadProcessorOptions = {
  readonly provider: VadProvider;
  readonly rateHz: VadRateHz;
  readonly option: VadOption;
  /** Quiet that is told as a pause. */
  readonly pauseMs: number;
  /** What is listened to in place of a block: without our own echo, without noise. */
  readonly cleaned: (block: Int16Array) => Int16Array;
};

/** Listens for speech on a track. */
export class VadProcessor implements Processor {
  readonly name = 'vad';
  readonly seesHidden = true;
  readonly #detector: VoiceDetector;
  readonly #cleaned: VadProcessorOptions['cleaned'];
  readonly #events: VoiceEvents;
  /** How much the detector has been given, and when the first of it would have been, had nothing been left out. */
  #givenMs = 0;
  #originMs = 0;
  readonly #quietMs: number;
  /** Since when nobody speaks, or since that was last told; null before the first sound, and while somebody does. */
  #quietSinceMs: number | null = null;
  #isSpeaking = false;
  isPaused = false;

  constructor({ provider, rateHz, option, pauseMs, cleaned }: VadProcessorOptions, events: VoiceEvents) {
    this.#detector = provider.createVad({ ...vadOptions(rateHz, option), pauseMs });
    this.#cleaned = cleaned;
    this.#events = events;
    this.#quietMs = option.silenceTimeout ?? 0;
  }

  process(block: Int16Array, atMs: number): void {
    if (this.isPaused) return;
    this.#originMs = atMs - this.#givenMs;
    this.#givenMs += BLOCK_MS;
    this.#detector.process(this.#cleaned(block), this.#onDecision);
    if (this.#quietMs > 0 && !this.#isSpeaking) this.#passQuiet(atMs);
  }

  close(): void {
    this.#detector.close();
  }

  #passQuiet(atMs: number): void {
    this.#quietSinceMs ??= atMs;
    const nowMs = atMs + BLOCK_MS;
    const durationMs = nowMs - this.#quietSinceMs;
    if (durationMs < this.#quietMs) return;
    this.#events.onQuiet(this.#quietSinceMs, durationMs);
    this.#quietSinceMs = nowMs;
  }

  readonly #onDecision: Parameters<VoiceDetector['process']>[1] = (decision) => {
    const startMs = this.#originMs + decision.startTimeMs;
    switch (decision.decision) {
      case 'startSpeaking':
        this.#isSpeaking = true;
        return this.#events.onSpeech(startMs);
      case 'pause':
        return this.#events.onPause(startMs);
      case 'resume':
        return this.#events.onResume(startMs);
      case 'goesOn':
        return this.#events.onGoesOn();
      case 'silence':
        this.#isSpeaking = false;
        this.#quietSinceMs = startMs;
        return this.#events.onSilence(startMs, decision.durationMs);
    }
  };
}

function vadOptions(rateHz: VadRateHz, option: VadOption): VadOptions {
  const { voiceThreshold, stopThreshold, minimumSpeech, speechPadding, silencePadding } = option;
  return {
    rateHz,
    voiceThreshold,
    stopThreshold,
    minimumSpeechMs: minimumSpeech,
    speechPaddingMs: speechPadding,
    silencePaddingMs: silencePadding,
  };
}
