import type { Command, CommandOf, SessionEventOf } from '@callwright/protocol';
import type { WebSocket } from 'ws';
import type { CallSession } from '../../../calls/call-session.js';
import type { Clock } from '../../../platform/clock.js';
import type { NewId } from '../../../platform/ids.js';
import type { Log } from '../../../platform/logging.js';
import type { Background } from './background.js';
import type { CallInfo } from './call-info.js';
import type { Child, Children } from './children.js';
import type { EventTap } from './event-tap.js';
import type { Recognizer, Synthesizer } from './verbs/verb.js';

/** What an application has set for the rest of its call. */
export type Settings = {
  synthesizer: Synthesizer | null;
  recognizer: Recognizer | null;
  /** Whether the life of each verb is told. */
  notifiesEvents: boolean;
  /** What is heard while nobody else is there. */
  holdMusic: string | null;
};

/** Where a verb's results go. */
export type HookCall = {
  readonly hook: string | undefined;
  readonly verbId?: string | undefined;
  readonly results: Readonly<Record<string, unknown>>;
  /** Of the verb: once it has been given up, the answer does not matter. */
  readonly signal?: AbortSignal;
};

/** Where sound of a call is sent to. */
export type StreamAddress = {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
};

/** What verbs and commands of an application work with: one call, and the way back to the application. */
export type Stage = {
  readonly call: CallSession;
  readonly info: CallInfo;
  readonly tap: EventTap;
  readonly settings: Settings;
  readonly background: Background;
  readonly children: Children;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** Carries a command out; resolves on acceptance. @throws AppError as {@link CallSession.execute} */
  readonly perform: (command: Command) => Promise<void>;
  /** Answers the call if need be, and waits until it can be heard. @param early before the answer, where that can be */
  readonly ready: (signal: AbortSignal, early?: boolean) => Promise<void>;
  /** Asks the caller; what was being asked ends as interrupted. */
  readonly gather: (command: CommandOf<'gather'>, signal: AbortSignal) => Promise<SessionEventOf<'gatherResult'>>;
  /** Tells results; what the application answers takes the place of everything under way. */
  readonly act: (call: HookCall) => Promise<void>;
  /** Asks for verbs that are none of the call's own list. */
  readonly ask: (call: HookCall) => Promise<readonly unknown[]>;
  /** Has whoever was dialled hear what the application wants them to, before they are joined. @returns whether they stayed */
  readonly confirm: (child: Child, hook: string, signal: AbortSignal) => Promise<boolean>;
  /** Tells results whose answer does not matter. */
  readonly mention: (call: HookCall) => void;
  /** Something cannot be done, or went wrong; the call goes on. */
  readonly report: (problem: {
    readonly error: string;
    readonly verb?: string;
    readonly id?: string | undefined;
  }) => void;
  /** Part of a verb's life; told only when the application has asked for it. */
  readonly notify: (event: Readonly<Record<string, unknown>>) => void;
  readonly tell: (kind: 'tts:tokens-result' | 'tts:streaming-event', data: Readonly<Record<string, unknown>>) => void;
  /** Leads the call somewhere else within the application, or to another. */
  readonly redirect: (hook: string, results?: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Called at the end of the call, while the application can still be told. @returns takes it off again */
  readonly atEnd: (task: () => void) => () => void;
  /** An address as the application wrote it: absolute, or relative to its own. @throws AppError `http.badUrl` */
  readonly resolve: (url: string, kind: 'web' | 'socket') => string;
  /** Dials the application's audio socket. @throws AppError */
  readonly openAudio: (
    address: StreamAddress,
    onOpen: (socket: WebSocket) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Puts other verbs in the place of those under way, or behind them. */
  readonly runNext: (verbs: readonly unknown[], isAppended?: boolean) => void;
  /** Gives up the queue or conference the call is in. */
  readonly leave: () => void;
  /** Told when it is to be given up. @returns takes it off again */
  readonly onLeave: (listener: () => void) => () => void;
  /** Told when the application pauses what is sent to it. @returns takes it off again */
  readonly onListenStatus: (listener: (status: 'pause' | 'silence' | 'resume') => void) => () => void;
  readonly onTranscribeStatus: (listener: (status: 'pause' | 'resume') => void) => () => void;
  readonly setListenStatus: (status: 'pause' | 'silence' | 'resume') => void;
  readonly setTranscribeStatus: (status: 'pause' | 'resume') => void;
  /** Carries verbs out beside the list, one after another. */
  readonly runBeside: (verbs: readonly unknown[], signal: AbortSignal) => Promise<void>;
};
