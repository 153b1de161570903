import type { CallTokenClaims, Scope, SessionEventName, WorkspaceId } from '@callwright/protocol';

/** Who is calling, as far as it has been proved. */
export type Principal =
  | { readonly kind: 'stranger' }
  | { readonly kind: 'key'; readonly workspaceId: WorkspaceId; readonly scopes: readonly Scope[] }
  | { readonly kind: 'token'; readonly claims: CallTokenClaims };

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
]);

/** Whether a caller is told of an event. A stranger on a public line hears of nothing behind it. */
export const mayHear = (principal: Principal, event: SessionEventName): boolean =>
  principal.kind !== 'stranger' || !insideEvents.has(event);
