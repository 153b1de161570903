import type { CallId, CallOption, WorkspaceId } from '@callwright/protocol';
import type { CallerIdentity, CallLeg } from './call-leg.js';

/** Somebody to be called who is not a line of ours. */
export type OutboundInvite = {
  readonly callId: CallId;
  readonly workspaceId: WorkspaceId;
  /** A number, `sip:user@host`, or the name of a SIP user. */
  readonly target: string;
  /** Number shown; the trunk has a say in it. */
  readonly callerId?: string;
  readonly displayName?: string;
  /** What another network has said of who calls, where `callerId` is theirs. */
  readonly identity?: CallerIdentity;
  /** Headers of the call beside those of the protocol. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly option: CallOption;
};

/** Calls people over a protocol: SIP. */
export type Dialler = {
  /** Whether a target is its matter: a number, a SIP address or a registered phone of the workspace. */
  readonly reaches: (target: string, workspaceId: WorkspaceId) => boolean;
  /**
   * A leg that calls nobody yet: its `openSound` calls, and resolves when somebody has answered.
   * @throws AppError `call.notAllowed` when the workspace may not call there; `call.busy` at a limit
   */
  readonly dial: (invite: OutboundInvite) => CallLeg;
};
