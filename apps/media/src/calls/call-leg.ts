import type { SecretVault } from '@callwright/flow-engine';
import type { CallId, CallOption, CallSignalling, Command, CommandName, SessionEvent } from '@callwright/protocol';
import type { SoundStream } from './sound-port.js';

/** The reason of a leg's `signal` when it is known how the far side ended the call. */
export class FarSideEnded extends Error {
  readonly ending: {
    readonly reason: string;
    readonly initiator: 'caller' | 'callee' | 'system';
    readonly hasFailed?: boolean;
  };

  constructor(ending: FarSideEnded['ending']) {
    super('The far side has ended the call.');
    this.name = 'FarSideEnded';
    this.ending = ending;
  }
}

/**
 * Who calls, by the word of the network a call came from: `asserted` in E.164 (RFC 3325), `privacy` as it was wished for
 * (RFC 3323), `proofs` of Identity, signed by others (RFC 8224).
 */
export type CallerIdentity = {
  readonly asserted?: string;
  readonly privacy?: string;
  readonly proofs: readonly string[];
};

/** One party of a call as its protocol's adapter sees it: made by the adapter, closed by the call. */
export type CallLeg = {
  readonly callId: CallId;
  readonly protocol: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  /** Aborted when the far side has gone: by {@link FarSideEnded} when it said so, else without a word. */
  readonly signal: AbortSignal;
  /** `earlyMedia`: it can be heard before it is answered. A call without is answered at once, whatever its flow says. */
  readonly capabilities: readonly string[];
  /**
   * Commands the far side carries out itself; the rest is ours. Who handles `dial` handles every `refer`, too. A leg whose
   * far side speaks and listens by itself has no sound of ours: it opens none on its stream, posts `mediaReady` when it can
   * begin, and what its far side tells as the events that our own sound would tell (`trackEnd`, `transcriptionFinal`, ...).
   */
  readonly handles: ReadonlySet<CommandName>;
  /** Commands that neither it nor we can carry out; they are refused with `protocol.unsupported`. Absent: none. */
  readonly cannot?: ReadonlySet<CommandName>;
  /** Headers of the call that a flow may read, by name; empty where the protocol has none. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the caller gives to an application of somebody else that decides, by name. Never written down, and no flow's to read. */
  readonly forApplication?: Readonly<Record<string, string>>;
  /**
   * Agrees with the far side about sound, which comes and goes by `stream`. Of an inbound call: ready to be heard, with
   * nothing said of it yet; `send` tells `ringing` (with early sound or without), then `answer`, or `reject` with a code
   * and `hangup`. Of an outbound one: calls, tells progress by `post` (`ringing`, with `earlyMedia` as soon as its sound
   * comes; `reject` with the code it was refused by), and resolves when somebody has answered. `close` before that stops
   * the ringing.
   * @throws AppError `media.badSdp`, `media.noCommonCodec`, `media.noWorker`; of an outbound call also `call.busy`,
   * `call.rejected`, `call.unreachable`, `media.timeout` (nobody answered), `call.notAllowed`
   */
  readonly openSound: (stream: SoundStream, post: (event: SessionEvent) => void) => Promise<{ readonly sdp: string }>;
  /** Told to the telephone network the call is passed on to, as long as it shows the same caller; absent: nothing is known. */
  readonly identity?: CallerIdentity | undefined;
  readonly option: CallOption;
  /** Headers of the request that ends it, where its protocol has any; called before it is told of `hangup`. */
  readonly endWith?: (headers: Readonly<Record<string, string>>) => void;
  /** Where the digits of a secret question are kept, of a leg that asks by itself; called before anything is asked. */
  readonly useVault?: (vault: SecretVault) => void;
  /** Carries out a command of `handles`. */
  readonly perform: (command: Command) => Promise<void>;
  /** Tells the far side, in its protocol's words; what it has no words for is left out. */
  readonly send: (event: SessionEvent) => void;
  /** What was said in its protocol, once the call is over; null when nothing was kept. Absent where nothing ever is. */
  readonly signalling?: () => CallSignalling | null;
  /** Closes the connection once everything sent is out. May be called twice; never throws. */
  readonly close: () => Promise<void>;
};
