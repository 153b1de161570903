import { BLOCK_MS } from '@callwright/audio';
import type { VadOption } from '@callwright/protocol';
import type { VadOptions, VadProvider, VadRateHz, VoiceDetector } from '../speech/vad/port.js';
import type { Processor } from './track.js';

/** A turn began or ended, in ms since the epoch. */
export type TurnEvents = {
  readonly onSpeech: (startMs: number) => void;
  /** @param startMs when the quiet began */
  readonly onSilence: (startMs: number, durationMs: number) => void;
};

/** Listens for speech on a track. */
export class VadProcessor implements Processor {
  readonly name = 'vad';
  readonly seesHidden = true;
  readonly #detector: VoiceDetector;
  readonly #events: TurnEvents;
  /** How much the detector has been given, and when the first of it would have been, had nothing been left out. */
  #givenMs = 0;
  #originMs = 0;
  isPaused = false;

  constructor(provider: VadProvider, rateHz: VadRateHz, option: VadOption, events: TurnEvents) {
    this.#detector = provider.createVad(vadOptions(rateHz, option));
    this.#events = events;
  }

  process(block: Int16Array, atMs: number): void {
    if (this.isPaused) return;
    this.#originMs = atMs - this.#givenMs;
    this.#givenMs += BLOCK_MS;
    this.#detector.process(block, this.#onDecision);
  }

  close(): void {
    this.#detector.close();
  }

  readonly #onDecision: Parameters<VoiceDetector['process']>[1] = (decision) => {
    const startMs = this.#originMs + decision.startTimeMs;
    if (decision.decision === 'startSpeaking') this.#events.onSpeech(startMs);
    else this.#events.onSilence(startMs, decision.durationMs);
  };
}

function vadOptions(rateHz: VadRateHz, option: VadOption): VadOptions {
  const { voiceThreshold, minimumSpeech, speechPadding, silencePadding } = option;
  return {
    rateHz,
    voiceThreshold,
    minimumSpeechMs: minimumSpeech,
    speechPaddingMs: speechPadding,
    silencePaddingMs: silencePadding,
  };
}
