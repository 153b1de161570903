import type { MediaVerbs } from './media-verbs.js';
import type { AnsweringMachineDetection, DialTarget, Hook, VendorOptions } from './parts.js';

type Headers = Readonly<Record<string, string>>;
/** Sound within another verb: it goes to the application as that of a `listen` does. */
type NestedListen = Partial<MediaVerbs['listen']>;

type Dial = {
  readonly target: readonly DialTarget[];
  readonly actionHook?: Hook;
  readonly onHoldHook?: Hook;
  readonly answerOnBridge?: boolean;
  readonly callerId?: string;
  readonly callerName?: string;
  readonly confirmHook?: Hook;
  readonly referHook?: Hook;
  readonly dialMusic?: string;
  readonly dtmfCapture?:
    | readonly string[]
    | { readonly childCall?: readonly string[]; readonly parentCall?: readonly string[] };
  readonly dtmfHook?: Hook;
  readonly headers?: Headers;
  readonly anchorMedia?: boolean;
  readonly codecs?: readonly string[];
  readonly exitMediaPath?: boolean;
  readonly boostAudioSignal?: number | string;
  readonly listen?: NestedListen;
  readonly stream?: NestedListen;
  readonly transcribe?: MediaVerbs['transcribe'];
  /** Seconds they may talk. */
  readonly timeLimit?: number;
  /** Seconds it rings. */
  readonly timeout?: number;
  readonly proxy?: string;
  readonly amd?: AnsweringMachineDetection;
  readonly dub?: readonly MediaVerbs['dub'][];
  readonly tag?: VendorOptions;
  readonly forwardPAI?: boolean;
  readonly srtpEncryption?: 'sdes' | 'dtls';
};
type Conference = {
  readonly name: string;
  readonly beep?: boolean;
  readonly memberTag?: string;
  readonly speakOnlyTo?: string;
  readonly startConferenceOnEnter?: boolean;
  readonly endConferenceOnExit?: boolean;
  readonly endConferenceDuration?: number;
  readonly maxParticipants?: number;
  readonly joinMuted?: boolean;
  readonly actionHook?: Hook;
  readonly waitHook?: Hook;
  readonly statusEvents?: readonly string[];
  readonly statusHook?: Hook;
  readonly enterHook?: Hook;
  readonly record?: VendorOptions;
  readonly listen?: NestedListen;
  readonly stream?: NestedListen;
  readonly distributeDtmf?: boolean;
};

/** Verbs about the call itself and who is joined to it. */
export type CallVerbs = {
  answer: VendorOptions;
  alert: { readonly message: string };
  hangup: { readonly headers?: Headers };
  leave: VendorOptions;
  /** `length` in seconds. */
  pause: { readonly length: number };
  redirect: { readonly actionHook: Hook; readonly statusHook?: Hook };
  tag: { readonly data: VendorOptions };
  dial: Dial;
  conference: Conference;
  enqueue: {
    readonly name: string;
    readonly actionHook?: Hook;
    readonly waitHook?: Hook;
    readonly priority?: number;
  };
  dequeue: {
    readonly name: string;
    readonly actionHook?: Hook;
    readonly timeout?: number;
    readonly beep?: boolean;
    readonly callSid?: string;
  };
  message: {
    readonly to: string;
    readonly from: string;
    readonly text?: string;
    readonly media?: string | readonly string[];
    readonly carrier?: string;
    readonly actionHook?: Hook;
  };
  'sip:decline': { readonly status: number; readonly reason?: string; readonly headers?: Headers };
  'sip:request': {
    readonly method: string;
    readonly body?: string;
    readonly headers?: Headers;
    readonly actionHook?: Hook;
  };
  'sip:refer': {
    readonly referTo: string;
    readonly referredBy?: string;
    readonly referredByDisplayName?: string;
    readonly headers?: Headers;
    readonly actionHook?: Hook;
    readonly eventHook?: Hook;
  };
};
