import type { CallTokenClaims, Scope, SessionEventName, SipUserId, TrunkId, WorkspaceId } from '@callwright/protocol';

/** Who is calling, as far as it has been proved. */
export type Principal =
  | { readonly kind: 'stranger' }
  | { readonly kind: 'key'; readonly workspaceId: WorkspaceId; readonly scopes: readonly Scope[] }
  | { readonly kind: 'token'; readonly claims: CallTokenClaims }
  | TelephonePrincipal;

/** A call by telephone: which trunk it came by or whose phone it is, and where the number leads that was dialled. */
export type TelephonePrincipal = {
  readonly kind: 'telephone';
  readonly workspaceId: WorkspaceId;
  readonly trunkId: TrunkId | null;
  readonly userId: SipUserId | null;
  readonly line: TelephoneLine;
  /** What becomes of the call when nobody comes for it on that line; absent: the caller is told that nobody is there. */
  readonly otherwise?: TelephoneOtherwise | null;
};

/** Another line, or a refusal by a SIP status. */
export type TelephoneOtherwise =
  | { readonly kind: 'line'; readonly line: TelephoneLine }
  | { readonly kind: 'reject'; readonly code: number };

/** Where a number leads: to a line of ours, or on to somebody else, who is called then. */
export type TelephoneLine =
  | { readonly kind: 'endpoint'; readonly name: string }
  | { readonly kind: 'dial'; readonly target: string; readonly callerId: string | null };

/** Whether a principal holds a scope. */
export const hasScope = (principal: Principal, scope: Scope): boolean =>
  principal.kind === 'key' && (principal.scopes.includes(scope) || principal.scopes.includes('admin'));

/** What goes on behind a line: names of flows' steps, lines and providers, not what the caller says or hears. */
const insideEvents: ReadonlySet<SessionEventName> = new Set([
  'metrics',
  'gatherResult',
  'referStatus',
  'recordStatus',
  'dialResult',
  'queueResult',
  'conferenceEvent',
  'streamStatus',
  'mark',
  'bufferDepth',
  'playoutCleared',
]);

/** Whether a caller is told of an event. A stranger on a public line hears of nothing behind it. */
export const mayHear = (principal: Principal, event: SessionEventName): boolean =>
  principal.kind !== 'stranger' || !insideEvents.has(event);
