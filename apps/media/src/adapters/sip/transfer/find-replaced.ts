import type { WorkspaceId } from '@callwright/protocol';
import { headersOf, parseReplaces, type SipRequest } from '@callwright/sip';
import type { SipParts } from '../sip-parts.js';
import type { TransferableCall } from './transfers.js';

/**
 * The call whose far side an INVITE wants to take the place of (RFC 3891 §3); null when it wants nothing of the kind, a
 * status when it may not. One workspace learns nothing of the calls of another.
 */
export const findReplaced = (
  invite: SipRequest,
  workspaceId: WorkspaceId,
  { dialogs, transfers }: Pick<SipParts, 'dialogs' | 'transfers'>,
): TransferableCall | { readonly status: 400 | 481 | 486 | 603 } | null => {
  const [written, another] = headersOf(invite, 'Replaces');
  if (written === undefined) return null;
  const replaces = parseReplaces(written);
  if (!replaces || another !== undefined) return { status: 400 };
  const dialog = dialogs.find(replaces);
  const call = dialog && transfers.get(dialog.id);
  // Who is called does not give a call away that still rings; only who calls may.
  if (!call || call.workspaceId !== workspaceId || !call.dialog.isConfirmed()) return { status: 481 };
  if (call.dialog.isOver) return { status: 603 };
  return replaces.isEarlyOnly ? { status: 486 } : call;
};
