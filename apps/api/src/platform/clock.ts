import { Injectable } from '@nestjs/common';

/** A timer that can be called off. */
export type Timer = { readonly cancel: () => void };

/** Time as the code sees it; a test hands in its own. */
export abstract class Clock {
  /** Wall clock, in ms since the epoch. */
  abstract nowMs(): number;
  /** Runs `task` once, `afterMs` from now, unless cancelled. */
  abstract startTimer(afterMs: number, task: () => void): Timer;

  /** The wall clock as a date. */
  now(): Date {
    return new Date(this.nowMs());
  }
}

/** The machine's clock; its timers do not keep the process alive. */
@Injectable()
export class SystemClock extends Clock {
  nowMs(): number {
    return Date.now();
  }

  startTimer(afterMs: number, task: () => void): Timer {
    const timer = setTimeout(task, afterMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  }
}
