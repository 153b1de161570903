import type { CallId, CommandOf, SessionEvent, SessionEventOf } from '@callwright/protocol';
import type { MessageSummary } from '../link/messages.js';
import type { Clock } from '../platform/clock.js';

/** What the messages of a stream need of it. */
export type FakeMessagesPorts = {
  readonly callId: CallId;
  readonly rateHz: number;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
};

type Message = {
  readonly startedAtMs: number;
  /** What was recorded before it ran on. */
  readonly durationMs: number;
  /** Null while it is paused, and when it has ended. */
  readonly runsSinceMs: number | null;
  readonly isFinished: boolean;
};

/** Messages in memory: as long as time passed between start and stop, pauses left out. */
export class FakeSoundMessages {
  readonly #ports: FakeMessagesPorts;
  readonly #messages = new Map<string, Message>();

  constructor(ports: FakeMessagesPorts) {
    this.#ports = ports;
  }

  /** Carries a `record{of: 'message'}` out. */
  perform({ action, recordId = '' }: CommandOf<'record'>): void {
    const message = this.#messages.get(recordId);
    if (action === 'start') this.#start(recordId);
    else if (!message) this.#report(recordId, 'failed');
    else if (action === 'stop' || action === 'discard' || message.isFinished) this.#stop(recordId, message);
    else {
      const runsSinceMs = action === 'resume' ? this.#nowMs : null;
      this.#messages.set(recordId, { ...message, durationMs: this.#lengthOf(message), runsSinceMs });
      this.#report(recordId, action === 'resume' ? 'resumed' : 'paused');
    }
  }

  /** How long one that can be played is, in ms. */
  lengthMs(recordId: string): number | undefined {
    const message = this.#messages.get(recordId);
    return message?.isFinished ? message.durationMs : undefined;
  }

  /** All of them, one that is still under way included. */
  finish(): readonly MessageSummary[] {
    const { callId, rateHz } = this.#ports;
    return [...this.#messages].map(([recordId, message]) => {
      const durationMs = this.#lengthOf(message);
      const sizeBytes = 44 + (durationMs * rateHz * 2) / 1000;
      const { startedAtMs } = message;
      return { recordId, file: `${callId}.${recordId}.wav`, durationMs, rateHz, startedAtMs, sizeBytes };
    });
  }

  get #nowMs(): number {
    return this.#ports.clock.nowMs();
  }

  #start(recordId: string): void {
    for (const [id, other] of this.#messages) if (id !== recordId && !other.isFinished) this.#stop(id, other);
    this.#messages.delete(recordId);
    const now = this.#nowMs;
    this.#messages.set(recordId, { startedAtMs: now, durationMs: 0, runsSinceMs: now, isFinished: false });
    this.#report(recordId, 'started');
  }

  #stop(recordId: string, message: Message): void {
    const durationMs = this.#lengthOf(message);
    this.#messages.set(recordId, { ...message, durationMs, runsSinceMs: null, isFinished: true });
    this.#report(recordId, 'stopped', durationMs);
  }

  #lengthOf({ durationMs, runsSinceMs }: Message): number {
    return durationMs + (runsSinceMs === null ? 0 : this.#nowMs - runsSinceMs);
  }

  #report(recordId: string, status: SessionEventOf<'recordStatus'>['status'], durationMs?: number): void {
    this.#ports.emit({ event: 'recordStatus', timestamp: this.#nowMs, of: 'message', recordId, status, durationMs });
  }
}
