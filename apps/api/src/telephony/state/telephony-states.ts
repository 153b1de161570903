import {
  type PhoneResource,
  type RegisteredPhone,
  type SipUserId,
  sipUserId,
  type TrunkId,
  type TrunkLiveState,
  type TrunkState,
  trunkId,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { LiveEvents } from '../../events/live-events.js';
import { dateOf, isoOf } from '../../platform/calendar.js';
import { mergeTrunkStates } from './merge-trunk-states.js';

/** How the telephone side stands on one media process. */
type ProcessState = {
  readonly trunks: ReadonlyMap<string, TrunkState>;
  readonly phones: ReadonlyMap<string, readonly RegisteredPhone[]>;
};
/** Whose trunks and users they are, by their ids. */
export type TelephonyOwners = ReadonlyMap<string, WorkspaceId>;

const NOTHING: ProcessState = { trunks: new Map(), phones: new Map() };

/** How trunks fare and where people can be reached, by what the connected media processes say. Tells onlookers of changes. */
@Injectable()
export class TelephonyStates {
  readonly #byProcess = new Map<string, ProcessState>();
  #owners: TelephonyOwners = new Map();

  constructor(private readonly events: LiveEvents) {}

  /** Says whose they all are; nobody is told of what belongs to nobody. */
  know(owners: TelephonyOwners): void {
    this.#owners = owners;
  }

  /** Takes what a process says of everything, in place of what it has said before. */
  take(processId: string, state: { trunks: readonly TrunkState[]; phones: readonly RegisteredPhone[] }): void {
    this.#change(processId, {
      trunks: new Map(state.trunks.map((trunk) => [trunk.trunkId, trunk])),
      phones: byUser(state.phones),
    });
  }

  /** The process has gone, and with it what it knew. */
  forget(processId: string): void {
    this.#change(processId, NOTHING);
    this.#byProcess.delete(processId);
  }

  /** How a trunk fares over all processes; null when none has told of it. */
  trunkState(id: TrunkId): TrunkLiveState | null {
    return mergeTrunkStates([...this.#byProcess.values()].flatMap(({ trunks }) => trunks.get(id) ?? []));
  }

  /** Where somebody can be reached now. */
  phonesOf(id: SipUserId): PhoneResource[] {
    return [...this.#byProcess.values()].flatMap(({ phones }) => (phones.get(id) ?? []).map(phoneOf));
  }

  #change(processId: string, after: ProcessState): void {
    const before = this.#byProcess.get(processId) ?? NOTHING;
    const told = [
      ...idsOf(before.trunks, after.trunks).map((id) => this.#trunkTeller(trunkId.parse(id))),
      ...idsOf(before.phones, after.phones).map((id) => this.#userTeller(sipUserId.parse(id))),
    ];
    this.#byProcess.set(processId, after);
    for (const tell of told) tell();
  }

  #trunkTeller(id: TrunkId): () => void {
    const before = JSON.stringify(this.trunkState(id));
    return () => {
      const state = this.trunkState(id);
      const owner = this.#owners.get(id);
      if (owner && JSON.stringify(state) !== before) this.events.publish(owner, { type: 'trunk', trunkId: id, state });
    };
  }

  #userTeller(id: SipUserId): () => void {
    const before = JSON.stringify(this.phonesOf(id));
    return () => {
      const phones = this.phonesOf(id);
      const owner = this.#owners.get(id);
      if (owner && JSON.stringify(phones) !== before)
        this.events.publish(owner, { type: 'sipUser', userId: id, phones });
    };
  }
}

const byUser = (phones: readonly RegisteredPhone[]): Map<string, RegisteredPhone[]> => {
  const grouped = new Map<string, RegisteredPhone[]>();
  for (const phone of phones) {
    const others = grouped.get(phone.userId);
    if (others) others.push(phone);
    else grouped.set(phone.userId, [phone]);
  }
  return grouped;
};

const idsOf = (before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): string[] => [
  ...new Set([...before.keys(), ...after.keys()]),
];

const phoneOf = ({ contact, userAgent, transport, expiresAtMs }: RegisteredPhone): PhoneResource => ({
  contact,
  userAgent,
  transport,
  expiresAt: isoOf(dateOf(expiresAtMs)),
});
