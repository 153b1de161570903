import type { Clock } from '../../platform/clock.js';
import type { NewId } from '../../platform/ids.js';
import type { Log } from '../../platform/logging.js';
import type { Dialogs } from './dialog/dialogs.js';
import type { SipStack } from './stack/sip-stack.js';
import type { TelephonyDirectory } from './telephony-directory.js';
import type { CallTraces } from './trace/call-traces.js';
import type { Transfers } from './transfer/transfers.js';
import type { TrunkCalls } from './trunks/trunk-calls.js';

/** What all of the SIP side shares. */
export type SipParts = {
  readonly stack: SipStack;
  readonly dialogs: Dialogs;
  readonly directory: TelephonyDirectory;
  readonly trunkCalls: TrunkCalls;
  readonly transfers: Transfers;
  readonly traces: CallTraces;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Random bytes in base64. */
  readonly newKey: (sizeBytes: number) => string;
  /** Chance of 32 bits. */
  readonly newSeed: () => number;
  readonly log: Log;
};
