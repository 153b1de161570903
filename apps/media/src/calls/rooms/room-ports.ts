import type { CallId } from '@callwright/protocol';
import type { RoomMasks, RoomName } from '../../link/messages.js';
import type { Clock } from '../../platform/clock.js';
import type { Log } from '../../platform/logging.js';
import type { CallSession } from '../call-session.js';
import type { SoundListener, SoundStream } from '../sound-port.js';
import type { CallQueue } from './call-queue.js';
import type { Conference } from './conference.js';
import type { Couples } from './couples.js';
import type { EarlyEar } from './early-ear.js';
import type { ListenIns } from './listen-in.js';

/** What a call needs to be joined with others: those of its workspace. */
export type RoomPorts = {
  readonly clock: Clock;
  readonly log: Log;
  /** A room nobody is in yet. */
  readonly newRoom: () => RoomName;
  /**
   * Makes the call, with its sound beside the first call's, and begins it. Not yet joined. A line of ours is there at
   * once; whoever the dialler reaches has answered when it resolves.
   * @throws AppError as {@link CallLeg.openSound}, and why it may not be made
   */
  readonly dial: (from: CallSession, line: DialledLine, ways: DialWays) => Promise<CallSession>;
  /** Opens a stream that is no call, beside a call: for somebody to be told something. */
  readonly openVoice: (beside: CallId, listener: SoundListener) => Promise<Voice>;
  /** Whether the far side of a call may be told to call somebody itself. @throws AppError `call.notAllowed` */
  readonly checkSent: (from: CallSession, target: string) => void;
  /** A queue of the workspace, for as long as the work with it takes. */
  readonly useQueue: <Result>(name: string, work: (queue: CallQueue) => Promise<Result>) => Promise<Result>;
  /** A conference of the workspace, for as long as the work with it takes. */
  readonly useConference: <Result>(room: string, work: (conference: Conference) => Promise<Result>) => Promise<Result>;
  readonly listenIns: ListenIns;
  readonly couples: Couples;
  /** A live call. */
  readonly find: (callId: CallId) => CallSession | null;
};

/** A stream with nobody at its end, and the name it has in rooms. */
export type Voice = { readonly id: CallId; readonly stream: SoundStream };

/** Whom to call. */
export type DialledLine = {
  readonly target: string;
  readonly callerId?: string | undefined;
  /** Of a call that goes out. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** How somebody is called: until the signal stops the ringing, and with the ear that hears it. */
export type DialWays = {
  readonly signal: AbortSignal;
  readonly ear: EarlyEar;
  /** Told when it rings at the far side; may be told again. */
  readonly onRinging?: () => void;
};

/** Hears everybody and is heard by everybody. */
export const AMONG_ALL: RoomMasks = { heardBy: 'all', hears: 'all', music: null };

/** Hears nothing but music. */
export const waitingWith = (music: string): RoomMasks => ({ heardBy: 'nobody', hears: 'nobody', music });
