import type { CallId, CallOption, Command, CommandName, SessionEvent } from '@callwright/protocol';

/** One party of a call as its protocol's adapter sees it: made by the adapter, closed by the call. */
export type CallLeg = {
  readonly callId: CallId;
  readonly protocol: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  /** Aborted when the far side has gone without a word. */
  readonly signal: AbortSignal;
  readonly capabilities: readonly string[];
  /** Commands the far side carries out itself; the rest is ours. */
  readonly handles: ReadonlySet<CommandName>;
  /** The far side's offer, where our own media answers it. */
  readonly offer: string | null;
  readonly option: CallOption;
  /** Carries out a command of `handles`. */
  readonly perform: (command: Command) => Promise<void>;
  /** Tells the far side, in its protocol's words; what it has no words for is left out. */
  readonly send: (event: SessionEvent) => void;
  /** Closes the connection once everything sent is out. May be called twice; never throws. */
  readonly close: () => Promise<void>;
};
