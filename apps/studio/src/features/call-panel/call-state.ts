import type { CallId, SessionEvent, SessionEventOf } from '@callwright/protocol';

/** Why a call could not be made or broke off. Each has its own words in `callPanel.failure`. */
export type CallFailure =
  | 'microphoneRefused'
  | 'microphoneMissing'
  | 'microphoneBusy'
  | 'pageNotSecure'
  | 'signedOut'
  | 'mayNotCall'
  | 'lineUnknown'
  | 'flowHasProblems'
  | 'apiUnreachable'
  | 'serverUnreachable'
  | 'serverBusy'
  | 'noAnswer'
  | 'noSound'
  | 'connectionLost'
  | 'refused';

/** A {@link CallFailure} on its way to the state. `detail` is what the other side said about it. */
export class CallFailed extends Error {
  readonly failure: CallFailure;
  readonly detail: string | undefined;

  constructor(failure: CallFailure, detail?: string, options?: { cause?: unknown }) {
    super(detail ?? failure, options);
    this.name = 'CallFailed';
    this.failure = failure;
    this.detail = detail;
  }
}

/** How a call ended: `caller` is this browser. */
export type CallEnd =
  | { readonly by: 'caller' }
  | { readonly by: 'flow'; readonly reason: string }
  | { readonly by: 'failure'; readonly failure: CallFailure; readonly detail?: string };

/** Where a call stands. */
export type CallState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'askingMicrophone' }
  | { readonly phase: 'connecting'; readonly callId: CallId }
  | {
      readonly phase: 'live';
      readonly callId: CallId;
      readonly liveSinceMs: number;
      readonly isMuted: boolean;
      /** The sound stopped arriving, and may come back. */
      readonly isInterrupted: boolean;
    }
  | {
      readonly phase: 'ended';
      /** Null when it never reached the telephone. */
      readonly callId: CallId | null;
      readonly end: CallEnd;
      /** Null when nobody was ever connected. */
      readonly durationMs: number | null;
    };

/** Something the caller said or pressed, as the call's own socket tells it. `atMs` counts from when sound flowed. */
export type HeardEntry =
  | { readonly kind: 'speech'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'key'; readonly atMs: number; readonly digit: string };

/** All that the panel shows of a call. */
export type CallSnapshot = {
  readonly state: CallState;
  readonly heard: readonly HeardEntry[];
  /** What is being understood of words still spoken; empty when nothing. */
  readonly partial: string;
  readonly isCallerSpeaking: boolean;
  readonly isFlowSpeaking: boolean;
  /** The last thing that went wrong without ending the call. */
  readonly problem: string | null;
};

/** Nothing has happened yet. */
export const idleSnapshot: CallSnapshot = {
  state: { phase: 'idle' },
  heard: [],
  partial: '',
  isCallerSpeaking: false,
  isFlowSpeaking: false,
  problem: null,
};

// A long call says more than a panel can show; the whole of it is in its journal.
const HEARD_LIMIT = 400;

/** What an event of the call changes in what is shown. `atMs` counts from when sound flowed. */
export const applySessionEvent = (before: CallSnapshot, event: SessionEvent, atMs: number): CallSnapshot => {
  switch (event.event) {
    case 'startSpeaking':
      return { ...before, isCallerSpeaking: true };
    case 'silence':
      return { ...before, isCallerSpeaking: false };
    case 'transcriptionDelta':
      return { ...before, partial: event.text };
    case 'transcriptionFinal':
      return hear({ ...before, partial: '' }, spoken(event, atMs));
    case 'dtmf':
      return event.phase === 'start' ? hear(before, { kind: 'key', atMs, digit: event.digit }) : before;
    case 'trackStart':
      return { ...before, isFlowSpeaking: true };
    case 'trackEnd':
    case 'interruption':
      return { ...before, isFlowSpeaking: false };
    case 'error':
      return { ...before, problem: event.error };
    default:
      return before;
  }
};

const spoken = (event: SessionEventOf<'transcriptionFinal'>, atMs: number): HeardEntry | undefined =>
  event.text === '' ? undefined : { kind: 'speech', atMs, text: event.text };

const hear = (before: CallSnapshot, entry: HeardEntry | undefined): CallSnapshot =>
  entry ? { ...before, heard: [...before.heard, entry].slice(-HEARD_LIMIT) } : before;

/** Why the server said no, by the code of its `error`. */
export const failureOfCode = (code: string): CallFailure => FAILURE_OF_CODE[code] ?? 'refused';

const FAILURE_OF_CODE: Readonly<Record<string, CallFailure>> = {
  'auth.required': 'signedOut',
  'auth.expired': 'signedOut',
  'auth.forbidden': 'mayNotCall',
  'auth.badOrigin': 'mayNotCall',
  'call.unknownEndpoint': 'lineUnknown',
  'flow.notFound': 'lineUnknown',
  'api.notFound': 'lineUnknown',
  'flow.invalid': 'flowHasProblems',
  'call.busy': 'serverBusy',
  'call.mailboxFull': 'serverBusy',
  'media.noWorker': 'serverBusy',
  'media.soundLost': 'connectionLost',
  'media.timeout': 'noSound',
  'api.tooManyRequests': 'serverBusy',
  'control.unavailable': 'apiUnreachable',
};
