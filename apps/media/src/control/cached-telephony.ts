import {
  type DialPolicy,
  dialPolicy,
  type EndpointEntry,
  type NumberEntry,
  type SipUserEntry,
  type Telephony,
  type TrunkEntry,
  type WorkspaceId,
} from '@callwright/protocol';
import type { Snapshot } from './snapshot-file.js';

const NOTHING: Telephony = { trunks: [], numbers: [], users: [], policies: [] };

/** The last known trunks, numbers, phones and dial policies. */
export class CachedTelephony {
  #telephony = NOTHING;
  #endpoints: readonly EndpointEntry[] = [];
  #trunks: readonly TrunkEntry[] = [];
  #users = new Map<string, SipUserEntry[]>();
  readonly #defaults = dialPolicy.parse({});
  readonly #listeners = new Set<() => void>();

  /** Takes a snapshot in. A trunk that has not changed stays the same object. */
  update({ telephony = NOTHING, endpoints }: Snapshot): void {
    const known = new Map(this.#trunks.map((trunk) => [trunk.id, trunk]));
    this.#telephony = telephony;
    this.#endpoints = endpoints;
    this.#trunks = telephony.trunks
      .filter(({ isEnabled }) => isEnabled)
      .map((trunk) => {
        const before = known.get(trunk.id);
        return before && JSON.stringify(before) === JSON.stringify(trunk) ? before : trunk;
      });
    this.#users = new Map();
    for (const user of telephony.users.filter(({ isEnabled }) => isEnabled)) {
      const name = user.username.toLowerCase();
      this.#users.set(name, [...(this.#users.get(name) ?? []), user]);
    }
    for (const listener of this.#listeners) listener();
  }

  /** Told after every snapshot. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  trunks(): readonly TrunkEntry[] {
    return this.#trunks;
  }

  numbers(workspaceId: WorkspaceId): readonly NumberEntry[] {
    return this.#telephony.numbers.filter((number) => number.workspaceId === workspaceId);
  }

  /** Users of that name in all workspaces. */
  users(username: string): readonly SipUserEntry[] {
    return this.#users.get(username) ?? [];
  }

  isUser(userId: SipUserEntry['id']): boolean {
    return this.#telephony.users.some(({ id, isEnabled }) => id === userId && isEnabled);
  }

  policy(workspaceId: WorkspaceId): DialPolicy {
    return this.#telephony.policies.find((one) => one.workspaceId === workspaceId)?.policy ?? this.#defaults;
  }

  endpointName(workspaceId: WorkspaceId, endpointId: string): string | null {
    return this.#endpoints.find((one) => one.id === endpointId && one.workspaceId === workspaceId)?.name ?? null;
  }

  isEndpoint(workspaceId: WorkspaceId, name: string): boolean {
    const wanted = name.toLowerCase();
    return this.#endpoints.some((one) => one.workspaceId === workspaceId && one.name.toLowerCase() === wanted);
  }
}
