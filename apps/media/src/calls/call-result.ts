import type { CallEnding } from './call-events.js';
import type { CallRecordings } from './call-sound.js';

/** How a call went, known when it is over. */
export type CallResult = Omit<CallEnding, 'hasFailed'> & {
  readonly answeredAtMs: number | null;
  readonly endedAtMs: number;
  readonly hasFailed: boolean;
  /** Whether whoever drove the call was done with it. */
  readonly wasDrivenToEnd: boolean;
} & CallRecordings;
