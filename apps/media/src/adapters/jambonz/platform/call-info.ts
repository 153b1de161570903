import { createHash } from 'node:crypto';
import type { EndpointApplicationOf, WorkspaceId } from '@callwright/protocol';
import type { CallLeg } from '../../../calls/call-leg.js';

/** How far a call is, in jambonz's words. */
export type CallStatus =
  | 'trying'
  | 'ringing'
  | 'early-media'
  | 'in-progress'
  | 'completed'
  | 'failed'
  | 'busy'
  | 'no-answer';

/** An application and whose it is. */
export type AppOwner = {
  readonly application: EndpointApplicationOf<'jambonz'>;
  readonly workspaceId: WorkspaceId;
};

const sipAnswers: Readonly<Record<CallStatus, readonly [status: number, reason: string]>> = {
  trying: [100, 'Trying'],
  ringing: [180, 'Ringing'],
  'early-media': [183, 'Session Progress'],
  'in-progress': [200, 'OK'],
  completed: [200, 'OK'],
  failed: [480, 'Temporarily Unavailable'],
  busy: [486, 'Busy Here'],
  'no-answer': [487, 'Request Terminated'],
};

/** What an application is told of a call with every message (spec 2 §1.1), in camelCase. */
export class CallInfo {
  readonly #leg: CallLeg;
  readonly #owner: AppOwner;
  readonly #parentSid: string | null;
  #customerData: Readonly<Record<string, unknown>> = {};
  #status: CallStatus = 'trying';

  /** @param parentSid of the call this one was made for */
  constructor(leg: CallLeg, owner: AppOwner, parentSid: string | null = null) {
    this.#leg = leg;
    this.#owner = owner;
    this.#parentSid = parentSid;
  }

  get status(): CallStatus {
    return this.#status;
  }

  /** @returns whether it is another one */
  advance(status: CallStatus): boolean {
    const isNew = status !== this.#status;
    this.#status = status;
    return isNew;
  }

  /** What the application itself has noted; `tag`. */
  tag(data: Readonly<Record<string, unknown>>): void {
    this.#customerData = { ...this.#customerData, ...data };
  }

  /** The facts as they are now. */
  get facts(): Readonly<Record<string, unknown>> {
    const { callId, direction, from, to, headers } = this.#leg;
    const [sipStatus, sipReason] = sipAnswers[this.#status];
    const { application, workspaceId } = this.#owner;
    const tags = Object.keys(this.#customerData).length > 0;
    return {
      callSid: callId,
      accountSid: workspaceId,
      applicationSid: sidOf(application.url),
      // Who was called for another call stays that, also where a line of ours took it as one that came in.
      direction: this.#parentSid === null ? direction : 'outbound',
      from,
      to,
      callerId: from,
      callerName: '',
      callId: header(headers, 'call-id') ?? callId,
      sbcCallid: header(headers, 'call-id') ?? callId,
      sipStatus,
      sipReason,
      callStatus: this.#status,
      traceId: traceOf(callId),
      ...(this.#parentSid !== null && { parentCallSid: this.#parentSid }),
      ...(tags && { customerData: this.#customerData }),
    };
  }

  /** What the first message of a call says besides. */
  get opening(): Readonly<Record<string, unknown>> {
    const { headers, option, to } = this.#leg;
    const { application, workspaceId } = this.#owner;
    return {
      ...this.facts,
      sip: { headers, raw: '', body: option.offer ?? '', method: 'INVITE', uri: to, payload: [] },
      defaults: { synthesizer: DEFAULT_SPEECH, recognizer: { vendor: 'default', language: LANGUAGE } },
      serviceProviderSid: workspaceId,
      ...(application.env && { env_vars: application.env }),
    };
  }

  /** Of the end. @param initiator as our `hangup` has it */
  ending(initiator: string, durationMs: number): Readonly<Record<string, unknown>> {
    const by = initiator === 'caller' ? 'caller' : 'jambonz';
    return { ...this.facts, duration: Math.round(durationMs / 1000), callTerminationBy: by };
  }
}

const LANGUAGE = 'en-US';
const DEFAULT_SPEECH = { vendor: 'default', language: LANGUAGE, voice: 'default' };

const header = (headers: CallLeg['headers'], name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];

/** The same for the same application, in the form of a UUID. */
const sidOf = (url: string): string => {
  const hex = createHash('sha256').update(url).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
};

const traceOf = (callId: string): string => createHash('sha256').update(callId).digest('hex').slice(0, 32);
