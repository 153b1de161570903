import type { FlowLibrary } from '@callwright/flow-engine';
import { type FlowDefinition, type FlowDocument, type FlowRef, type SubflowEntry } from '@callwright/protocol';
import { keysCalledBy, readFlowKey } from './flow-calls.js';
import { documentOf } from './flow-resources.js';
import type { PublishedFlow } from './flow-versions.repository.js';

/** A flow that calls others, and whose it is. */
export type CallingFlow = { readonly workspaceId: string; readonly flow: FlowDefinition };
/** A key that a flow of that workspace calls by. */
export type WantedFlow = { readonly workspaceId: string; readonly key: string };
/** A flow that is called, with what its calls need. */
export type CalledFlow = {
  readonly key: string;
  readonly name: string;
  readonly version: number;
  readonly document: FlowDocument;
};

/** Published flows by workspace and key, with those they call: filled step by step, since each may call further ones. */
export class FlowShelf {
  // Null: looked for, and not there.
  readonly #flows = new Map<string, CalledFlow | null>();

  /** What these flows call that has not been looked for. */
  missingFor(callers: readonly CallingFlow[]): readonly WantedFlow[] {
    const wanted = callers.flatMap(({ workspaceId, flow }) =>
      keysCalledBy(flow).map((key) => [placeOf(workspaceId, key), { workspaceId, key }] as const),
    );
    return [...new Map(wanted)].filter(([place]) => !this.#flows.has(place)).map(([, one]) => one);
  }

  /** Puts down what was found for a key. @returns it as a caller, whose own calls are to be looked at */
  put({ workspaceId, key }: WantedFlow, found: PublishedFlow | undefined): readonly CallingFlow[] {
    if (!found) {
      this.#flows.set(placeOf(workspaceId, key), null);
      return [];
    }
    const document = documentOf(found.document);
    this.#flows.set(placeOf(workspaceId, key), { key, name: found.flow.name, version: found.number, document });
    return [{ workspaceId, flow: document.flow }];
  }

  /** All flows a flow may come to by calls, each once. */
  closureOf({ workspaceId, flow }: CallingFlow): readonly CalledFlow[] {
    const found = new Map<string, CalledFlow>();
    const waiting = [...keysCalledBy(flow)];
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const called = this.#flows.get(placeOf(workspaceId, key));
      if (!called || found.has(key)) continue;
      found.set(key, called);
      waiting.push(...keysCalledBy(called.document.flow));
    }
    return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

/** Called flows as the engine looks for them. */
export const definitionsOf = (called: readonly CalledFlow[]): FlowLibrary =>
  new Map(called.map(({ key, document }) => [key, document.flow]));

/** Called flows as a media process takes them. */
export const subflowEntriesOf = (called: readonly CalledFlow[]): SubflowEntry[] =>
  called.map(({ key, name, document }) => ({ key, name, flow: document.flow }));

/** The versions of those that are called without naming one; undefined when there are none. */
export const versionsOf = (called: readonly CalledFlow[]): FlowRef['subflows'] => {
  const latest = called.filter(({ key }) => readFlowKey(key).version === null);
  if (latest.length === 0) return undefined;
  return Object.fromEntries(latest.map(({ key, version }) => [key, version]));
};

const placeOf = (workspaceId: string, key: string): string => `${workspaceId}/${key}`;
