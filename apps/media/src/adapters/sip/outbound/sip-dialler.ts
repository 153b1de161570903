import { normalizeNumber, parseSipUri } from '@callwright/sip';
import type { Dialler, OutboundInvite } from '../../../calls/dialler.js';
import { calledUser } from '../inbound/find-line.js';
import type { Bindings } from '../registrar/bindings.js';
import type { SipParts } from '../sip-parts.js';
import { OutboundLeg } from './outbound-leg.js';
import { type PlanParts, phoneOf, planRoutes, type RoutePlan } from './route-plan.js';

/** What the dialler is made of. */
export type SipDiallerParts = SipParts & {
  readonly bindings: Bindings;
  readonly isDown: PlanParts['isDown'];
  /** Whether the far side may send a call there. @throws AppError `call.notAllowed` */
  readonly checkRedirect: (workspaceId: OutboundInvite['workspaceId'], target: string) => void;
};

/** Calls numbers by the trunks of a workspace, its phones, and addresses. */
export const createSipDialler = (parts: SipDiallerParts): Dialler => ({
  reaches: (target, workspaceId) => {
    if (parseSipUri(target) !== undefined || phoneOf(target, workspaceId, parts) !== null) return true;
    const { homeCountry } = parts.directory.policy(workspaceId);
    return normalizeNumber(target, { homeCountry }).ok || /^[\d*#]{2,6}$/.test(target);
  },
  dial: (invite) =>
    new OutboundLeg({
      ...parts,
      callId: invite.callId,
      workspaceId: invite.workspaceId,
      from: invite.callerId ?? '',
      to: invite.target,
      option: invite.option,
      plan: planRoutes(invite, parts),
      redirected: (contacts) => redirectedTo(contacts, invite, parts),
    }),
});

/** The first place a 3xx names that the policy allows; a number goes by our own trunks, whatever host it came with. */
const redirectedTo = (contacts: readonly string[], invite: OutboundInvite, parts: SipDiallerParts): RoutePlan => {
  const { homeCountry } = parts.directory.policy(invite.workspaceId);
  for (const contact of contacts) {
    const user = calledUser(contact);
    const target = normalizeNumber(user, { homeCountry }).ok ? user : contact;
    try {
      parts.checkRedirect(invite.workspaceId, target);
      return planRoutes({ ...invite, target }, parts);
    } catch {
      // Not there; the next one may be.
    }
  }
  return [];
};
