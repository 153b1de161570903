import type { EndpointEntry, FlowEntry, FlowId, KeyEntry, WorkspaceId } from '@callwright/protocol';
import { CachedTelephony } from './cached-telephony.js';
import type { Snapshot } from './snapshot-file.js';

/** The last known endpoints, flows and keys. Answers from memory, so that a call never waits for the api. */
export class CachedDirectory {
  /** Trunks, numbers and phones. */
  readonly telephony = new CachedTelephony();
  #endpoints: readonly EndpointEntry[] = [];
  #flows = new Map<string, FlowEntry>();
  #keys = new Map<string, KeyEntry>();
  #isKnown = false;

  /** Whether anything is known at all. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Takes a snapshot in. A flow that has not changed, nor those it calls, stays the same object: it is compiled once. */
  update(snapshot: Snapshot): void {
    const flows = new Map<string, FlowEntry>();
    for (const entry of snapshot.flows) {
      const key = flowKey(entry.workspaceId, entry.ref.flowId);
      const known = this.#flows.get(key);
      flows.set(key, known && isSameVersion(known, entry) ? known : entry);
    }
    this.#endpoints = snapshot.endpoints;
    this.#flows = flows;
    this.#keys = new Map(snapshot.keys.map((key) => [key.keyHash, key]));
    this.#isKnown = true;
    this.telephony.update(snapshot);
  }

  /** An endpoint by its name, without regard to case; without a workspace, public ones only. */
  endpoint(name: string, workspaceId: WorkspaceId | null): EndpointEntry | null {
    const wanted = name.toLowerCase();
    const isHeard = (one: EndpointEntry) => (workspaceId === null ? one.isPublic : one.workspaceId === workspaceId);
    return this.#endpoints.find((one) => one.name.toLowerCase() === wanted && isHeard(one)) ?? null;
  }

  published(workspaceId: WorkspaceId, flowId: FlowId): FlowEntry | null {
    return this.#flows.get(flowKey(workspaceId, flowId)) ?? null;
  }

  /** An API key by the hex SHA-256 of the whole key. */
  key(keyHash: string): KeyEntry | null {
    return this.#keys.get(keyHash) ?? null;
  }
}

const flowKey = (workspaceId: WorkspaceId, flowId: FlowId) => `${workspaceId}/${flowId}`;

// A version never changes, so that versions tell: its own, and those of the flows it calls without naming one.
const isSameVersion = (a: FlowEntry, b: FlowEntry): boolean =>
  a.ref.version === b.ref.version && JSON.stringify(a.ref.subflows) === JSON.stringify(b.ref.subflows);
