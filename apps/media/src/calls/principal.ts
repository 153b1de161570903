import type { CallTokenClaims, Scope, WorkspaceId } from '@callwright/protocol';

/** Who is calling, as far as it has been proved. */
export type Principal =
  | { readonly kind: 'stranger' }
  | { readonly kind: 'key'; readonly workspaceId: WorkspaceId; readonly scopes: readonly Scope[] }
  | { readonly kind: 'token'; readonly claims: CallTokenClaims };

/** Whether a principal holds a scope. */
export const hasScope = (principal: Principal, scope: Scope): boolean =>
  principal.kind === 'key' && (principal.scopes.includes(scope) || principal.scopes.includes('admin'));
