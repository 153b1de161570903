import type { DialPolicy, NumberEntry, SipUserEntry, TrunkEntry, WorkspaceId } from '@callwright/protocol';

/** What is known of trunks, numbers and phones: the control link keeps it. */
export type TelephonyDirectory = {
  /** Those that are enabled. */
  readonly trunks: () => readonly TrunkEntry[];
  readonly numbers: (workspaceId: WorkspaceId) => readonly NumberEntry[];
  /** Enabled users of that name, of whatever workspace; names have no capitals. */
  readonly users: (username: string) => readonly SipUserEntry[];
  /** Whether a user is there, and enabled. */
  readonly isUser: (userId: SipUserEntry['id']) => boolean;
  readonly policy: (workspaceId: WorkspaceId) => DialPolicy;
  /** The name of an endpoint; null when there is none. */
  readonly endpointName: (workspaceId: WorkspaceId, endpointId: string) => string | null;
  /** Whether a line of that name is there. */
  readonly isEndpoint: (workspaceId: WorkspaceId, name: string) => boolean;
};
