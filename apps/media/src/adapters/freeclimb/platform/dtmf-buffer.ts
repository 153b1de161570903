import type { CommandOf } from '@callwright/protocol';
import type { Clock, Timer } from '../../../platform/clock.js';
import { type AppMessageOf, momentOf, type PlatformSays } from '../messages.js';

/** What a buffer is made of. */
export type DtmfBufferParts = {
  readonly say: (message: PlatformSays) => void;
  readonly sayError: (id: 'dtmfBufferOverfilled' | 'wrongDtmf' | 'dtmfFailed', message: string) => void;
  /** Presses keys; told by {@link DtmfBuffer.sent} or {@link DtmfBuffer.failed}. */
  readonly press: (command: CommandOf<'dtmf'>) => void;
  readonly clock: Clock;
};

/** Orders that may wait. */
export const DTMF_BUFFER_SIZE = 100;
/** Spec 3: a key is held 8 s at most. */
const MAX_KEY_MS = 8_000;
/** RFC 4733 §2.5.1.3 and what detectors need: anything shorter is taken for nothing. */
const MIN_KEY_MS = 40;
const USUAL_GAP_MS = 100;
const MAX_GAP_MS = 2_000;
const MAX_DIGITS = 64;
/** For keys to be sent, beyond the time they take. */
const PATIENCE_MS = 5_000;

type Order = { readonly id: string; readonly command: CommandOf<'dtmf'>; readonly takesMs: number };

/** Keys an application has pressed, order after order, told when each begins and when it is done. */
export class DtmfBuffer {
  readonly #parts: DtmfBufferParts;
  readonly #orders: Order[] = [];
  #orderCount = 0;
  #timer: Timer | null = null;

  constructor(parts: DtmfBufferParts) {
    this.#parts = parts;
  }

  get depth(): number {
    return this.#orders.length;
  }

  /** Takes an order. One whose keys are held for no time is ignored (spec 3). */
  press({ id, dtmfDigits, pressDurationMs, breakDurationMs }: AppMessageOf<'dtmfData'>['dtmfData']): void {
    if (pressDurationMs === 0) return;
    const digits = dtmfDigits.toUpperCase();
    if (!/^[0-9*#A-D]+$/.test(digits) || digits.length > MAX_DIGITS) {
      this.#parts.sayError('wrongDtmf', `Keys are 0 to 9, *, # and a to d, ${MAX_DIGITS} at most.`);
      return;
    }
    if (this.#orders.length >= DTMF_BUFFER_SIZE) {
      this.#parts.sayError('dtmfBufferOverfilled', 'The DTMF buffer is full.');
      return;
    }
    const durationMs = Math.min(Math.max(pressDurationMs, MIN_KEY_MS), MAX_KEY_MS);
    const gapMs = Math.min(Math.max(breakDurationMs || USUAL_GAP_MS, MIN_KEY_MS), MAX_GAP_MS);
    this.#orderCount += 1;
    const dtmfId = `freeclimb-${this.#orderCount}`;
    const command = { command: 'dtmf', digits, durationMs, gapMs, dtmfId, commandId: dtmfId } as const;
    this.#orders.push({ id, command, takesMs: digits.length * (durationMs + gapMs) });
    if (this.#orders.length === 1) this.#next();
  }

  /** The keys of this id have been sent. */
  sent(dtmfId: string | undefined): void {
    const [order] = this.#orders;
    if (!order || order.command.dtmfId !== dtmfId) return;
    this.#parts.say({ notifyDtmfPlayCompletedData: { id: order.id, timestamp: this.#now } });
    this.#done();
  }

  /** The command of this id came to nothing. */
  failed(commandId: string | undefined): void {
    const [order] = this.#orders;
    if (!order || order.command.commandId !== commandId) return;
    this.#parts.sayError('dtmfFailed', 'The keys could not be sent.');
    this.#done();
  }

  /** Nothing more is pressed. */
  close(): void {
    this.#timer?.cancel();
    this.#orders.length = 0;
  }

  get #now() {
    return momentOf(this.#parts.clock.nowMs());
  }

  #done(): void {
    this.#timer?.cancel();
    this.#orders.shift();
    this.#next();
  }

  #next(): void {
    const [order] = this.#orders;
    if (!order) return;
    this.#parts.say({ notifyDtmfPlayStartedData: { id: order.id, timestamp: this.#now } });
    this.#timer = this.#parts.clock.startTimer(order.takesMs + PATIENCE_MS, () => this.failed(order.command.commandId));
    this.#parts.press(order.command);
  }
}
