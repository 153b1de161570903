import type { DialExplanation, DialPolicy, DialPolicyResource, ExplainDial, WorkspaceId } from '@callwright/protocol';
import { type DialDestination, decideDial } from '@callwright/sip';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../auth/permissions.js';
import { SnapshotChanges } from '../../control/snapshot-changes.js';
import { isoOf } from '../../platform/calendar.js';
import { Clock } from '../../platform/clock.js';
import { AuditLog } from '../audit-log.js';
import { SipUsersRepository } from '../sip-users/sip-users.repository.js';
import { checkedDialPolicy } from './check-dial-policy.js';
import { DialPolicyRepository } from './dial-policy.repository.js';

/** Whom a workspace may call. */
@Injectable()
export class DialPolicyService {
  constructor(
    private readonly policies: DialPolicyRepository,
    private readonly users: SipUsersRepository,
    private readonly changes: SnapshotChanges,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async get(workspace: WorkspaceId): Promise<DialPolicyResource> {
    const { policy, updatedAt } = await this.policies.find(workspace);
    return { ...policy, updatedAt: isoOf(updatedAt) };
  }

  /** @throws BadRequestError for prefixes that match nothing */
  async put(by: Principal, sent: DialPolicy): Promise<DialPolicyResource> {
    const policy = checkedDialPolicy(sent);
    const { policy: before } = await this.policies.find(by.workspaceId);
    await this.policies.put(by.workspaceId, policy, this.clock.now());
    this.audit.note(by, { what: 'dialPolicy', how: 'changed', fields: differences(before, policy) });
    await this.changes.announce();
    return this.get(by.workspaceId);
  }

  /** Decides as a media process would, before anything is called; how much is being called just now is left out. */
  async explain(workspace: WorkspaceId, { number, isRedirected }: ExplainDial): Promise<DialExplanation> {
    const { policy } = await this.policies.find(workspace);
    const decision = decideDial(policy, await this.#destinationOf(workspace, number, isRedirected));
    const { isAllowed, rule, text, number: dialled = null } = decision;
    return { isAllowed, number: dialled, rule, text };
  }

  async #destinationOf(workspace: WorkspaceId, text: string, isRedirected: boolean): Promise<DialDestination> {
    if (/^sips?:/i.test(text)) return { kind: 'sipAddress', uri: text, isRedirected };
    const user = await this.users.findByName(workspace, text.toLowerCase());
    if (user?.isEnabled) return { kind: 'sipUser', username: text };
    return { kind: 'number', text, isRedirected };
  }
}

const differences = (before: DialPolicy, after: DialPolicy): string[] =>
  Object.entries(after)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify({ ...before }[name as keyof DialPolicy]))
    .map(([name]) => name);
