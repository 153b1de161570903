import type { WorkspaceId } from '@callwright/protocol';
import type { Principal } from '../../../calls/principal.js';

/** Who wants something of a call: a server for its own users, or a workspace's application for ours. */
export type Actor = { readonly workspaceId: WorkspaceId; readonly principal: Principal } & (
  | { readonly kind: 'server'; readonly domain: string }
  | { readonly kind: 'application' }
);

/** The domain whose users an actor speaks for. */
export const domainSpokenFor = (actor: Actor, ownDomain: string): string =>
  actor.kind === 'server' ? actor.domain : ownDomain;
