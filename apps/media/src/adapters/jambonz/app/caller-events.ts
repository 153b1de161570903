import { type CallId, type CommandOf, type SessionEvent, type SessionEventOf, trackId } from '@callwright/protocol';
import type { Clock } from '../../../platform/clock.js';
import type { Heard } from './gather-outcome.js';

/** What is told of the caller of one call, as our own ears would tell it. */
export class CallerEvents {
  readonly #track: ReturnType<typeof trackId.parse>;
  readonly #clock: Clock;
  readonly #post: (event: SessionEvent) => void;
  #wordCount = 0;

  constructor({ callId, clock, post }: CallerEventsParts) {
    this.#track = trackId.parse(callId);
    this.#clock = clock;
    this.#post = post;
  }

  /** A key, down and up. */
  key(digit: string, isSecret: boolean, durationMs?: number): void {
    const told = isSecret ? { digit: '*', masked: true } : { digit };
    const common = { event: 'dtmf', timestamp: this.#nowMs, trackId: this.#track, ...told } as const;
    this.#post({ ...common, phase: 'start' });
    this.#post({ ...common, phase: 'end', ...(durationMs !== undefined && { durationMs }) });
  }

  /** The caller has begun to speak. */
  speaks(): void {
    this.#post({ event: 'startSpeaking', timestamp: this.#nowMs, trackId: this.#track, startTime: this.#nowMs });
  }

  /** What the caller has said. */
  said({ text, choice, confidence, language }: Heard & { readonly choice?: string | undefined }): void {
    this.#post({
      ...{ event: 'transcriptionFinal', timestamp: this.#nowMs, trackId: this.#track, index: this.#wordCount++, text },
      ...(choice !== undefined && { choice }),
      ...(confidence !== undefined && { confidence }),
      ...(language !== undefined && { language }),
    });
  }

  /** Keys that we have sent. */
  sent({ dtmfId, digits }: CommandOf<'dtmf'>): SessionEventOf<'dtmfSent'> {
    return { event: 'dtmfSent', timestamp: this.#nowMs, digits, ...(dtmfId !== undefined && { dtmfId }) };
  }

  get #nowMs(): number {
    return this.#clock.nowMs();
  }
}

/** What they are made of. */
export type CallerEventsParts = {
  readonly callId: CallId;
  readonly clock: Clock;
  readonly post: (event: SessionEvent) => void;
};
