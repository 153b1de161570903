import type { SessionEventName } from '@callwright/protocol';
import type { RecordingSummary } from '../link/messages.js';
import type { Clock } from '../platform/clock.js';
import type { NewId } from '../platform/ids.js';
import type { Log } from '../platform/logging.js';
import type { CallDriver } from './call-driver.js';
import type { CallJournal } from './call-journal.js';
import type { CallLeg } from './call-leg.js';
import type { CallSession } from './call-session.js';
import type { FlowDriver } from './flow-driver.js';
import type { Engagement } from './rooms/engagements.js';
import type { DialSocket } from './streams/dial-socket.js';

/** What a session is made of. The session closes the leg, the sound and the driver. */
export type CallSessionParts = {
  readonly leg: CallLeg;
  readonly driver: CallDriver;
  readonly journal: CallJournal;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly startedAtMs: number;
  /** Whether the far side is told of an event. */
  readonly mayHear: (event: SessionEventName) => boolean;
  /** The driver of a call that its client hands to a flow. @throws AppError why it cannot be */
  readonly flowDriverFor: (target: string) => Promise<FlowDriver>;
  /** Joins the call with others, and resolves when that is over; tells by events. */
  readonly engage: (call: CallSession, engagement: Engagement) => Promise<void>;
  /** Dials those who hear the call by a WebSocket of theirs. */
  readonly dialSocket: DialSocket;
  /** The recording of a call whose sound process died. */
  readonly rescueRecording: (startedAtMs: number | null) => Promise<RecordingSummary | null>;
};
