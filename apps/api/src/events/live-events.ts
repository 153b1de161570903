import type { LiveEvent, WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';

/** An event on its way to many: written as text once, when the first one needs it. */
export class Announcement {
  readonly event: LiveEvent;
  #text: string | null = null;

  constructor(event: LiveEvent) {
    this.event = event;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.event);
    return this.#text;
  }
}

/** Is told what happens in its workspace. */
export type LiveListener = (announcement: Announcement) => void;

/** What happens in each workspace, for those who look on. Listeners are called at once and in turn. */
@Injectable()
export class LiveEvents {
  readonly #listeners = new Map<WorkspaceId, Set<LiveListener>>();

  /** @returns ends the subscription; may be called twice */
  subscribe(workspace: WorkspaceId, listener: LiveListener): () => void {
    const listeners = this.#listeners.get(workspace) ?? new Set();
    this.#listeners.set(workspace, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(workspace) === listeners) this.#listeners.delete(workspace);
    };
  }

  /** Tells everybody of the workspace; lines of a call reach those who watch it. */
  publish(workspace: WorkspaceId, event: LiveEvent): void {
    const announcement = new Announcement(event);
    for (const listener of this.#listeners.get(workspace) ?? []) listener(announcement);
  }
}
