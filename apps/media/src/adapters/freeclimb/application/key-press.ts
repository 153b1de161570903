import { AppError, type CommandOf, type SessionEvent } from '@callwright/protocol';
import { refusalEvent } from '../../../calls/call-events.js';
import type { Clock, Timer } from '../../../platform/clock.js';
import type { AppSays } from '../messages.js';

/** What pressing keys needs. */
export type KeyPressParts = {
  readonly say: (message: AppSays) => boolean;
  readonly post: (event: SessionEvent) => void;
  readonly newId: () => string;
  readonly clock: Clock;
};

const KEY_MS = 100;
/** What a comma is worth, as in numbers to dial. */
const COMMA_MS = 500;
/** For the far side to tell that keys were pressed, beyond the time they take. */
const PATIENCE_MS = 5_000;
/** Rows of keys that may be under way at a time. */
const MAX_ROWS = 100;

type Row = { readonly command: CommandOf<'dtmf'>; readonly groups: readonly string[]; at: number };

/** Has the platform press keys (PressDTMF), row after row, and tells when each has been pressed. */
export class KeyPress {
  readonly #parts: KeyPressParts;
  readonly #rows: Row[] = [];
  #pressing: string | null = null;
  #timer: Timer | null = null;

  constructor(parts: KeyPressParts) {
    this.#parts = parts;
  }

  /** Takes a row of keys on. @throws AppError `call.busy` when too many wait */
  press(command: CommandOf<'dtmf'>): void {
    if (this.#rows.length >= MAX_ROWS) throw new AppError('call.busy', 'Too many keys wait to be pressed.');
    this.#rows.push({ command, groups: command.digits.toLowerCase().split(','), at: 0 });
    if (this.#rows.length === 1) this.#next();
  }

  /** The platform has pressed the keys of this id. */
  completed(id: string): void {
    if (id !== this.#pressing) return;
    this.#pressing = null;
    this.#timer?.cancel();
    const [row] = this.#rows;
    if (!row) return;
    row.at += 1;
    if (row.at < row.groups.length) this.#timer = this.#parts.clock.startTimer(COMMA_MS, () => this.#next());
    else this.#end();
  }

  /** Nothing more is pressed or told. */
  close(): void {
    this.#timer?.cancel();
    this.#rows.length = 0;
    this.#pressing = null;
  }

  #next(): void {
    const [row] = this.#rows;
    if (!row) return;
    const { command, groups, at } = row;
    const digits = groups[at] ?? '';
    const { durationMs = KEY_MS, gapMs = KEY_MS } = command;
    this.#pressing = `${(command.dtmfId ?? 'keys').slice(0, 100)}-${this.#parts.newId()}`;
    // Two commas have nothing between them: there is only the pause.
    if (digits === '') {
      this.completed(this.#pressing);
      return;
    }
    const times = { pressDurationMs: durationMs, breakDurationMs: gapMs };
    this.#parts.say({ dtmfData: { id: this.#pressing, dtmfDigits: digits, ...times, sequenceNum: at + 1 } });
    const takesMs = digits.length * (durationMs + gapMs);
    this.#timer = this.#parts.clock.startTimer(takesMs + PATIENCE_MS, () => this.#fail(command));
  }

  #fail(command: CommandOf<'dtmf'>): void {
    this.#pressing = null;
    const problem = new AppError('media.timeout', 'The platform did not tell that the keys were pressed.');
    this.#parts.post(refusalEvent(command, problem, this.#parts.clock.nowMs()));
    this.#rows.shift();
    this.#next();
  }

  #end(): void {
    const row = this.#rows.shift();
    const { clock, post } = this.#parts;
    if (row) {
      const { digits, dtmfId, commandId } = row.command;
      const ids = { ...(dtmfId !== undefined && { dtmfId }), ...(commandId !== undefined && { commandId }) };
      post({ event: 'dtmfSent', timestamp: clock.nowMs(), digits, ...ids });
    }
    this.#next();
  }
}
