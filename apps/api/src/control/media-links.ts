import type { ApiMessage, CallId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics/metrics.js';

/** One connected media process. */
export type MediaLink = {
  readonly processId: string;
  /** Where it says it is reached, `http://host:port`. */
  readonly mediaUrl: string;
  readonly send: (message: ApiMessage) => void;
  /** Hangs up on it. */
  readonly close: (reason: string) => void;
};

/** The media processes that are connected now, by the id each gave itself. */
@Injectable()
export class MediaLinks {
  readonly #links = new Map<string, MediaLink>();

  constructor(metrics: Metrics) {
    metrics.gauge('media_links', 'Connected media processes', [], async (gauge) => gauge.set(this.#links.size));
  }

  /** Takes a link in; one the process had before is closed. */
  add(link: MediaLink): void {
    const before = this.#links.get(link.processId);
    this.#links.set(link.processId, link);
    before?.close('The process has connected again.');
  }

  /** @returns whether this was the link of its process, and none has taken its place */
  remove(link: MediaLink): boolean {
    return this.#links.get(link.processId) === link && this.#links.delete(link.processId);
  }

  get count(): number {
    return this.#links.size;
  }

  isConnected(processId: string): boolean {
    return this.#links.has(processId);
  }

  /** The process that joined first, if any: new calls go there. */
  first(): MediaLink | undefined {
    return this.#links.values().next().value;
  }

  /** Tells every process. */
  broadcast(message: ApiMessage): void {
    for (const link of this.#links.values()) link.send(message);
  }

  /** Asks the process that carries a call to end it. @returns whether it is connected */
  hangUp(processId: string, callId: CallId, reason: string): boolean {
    const link = this.#links.get(processId);
    link?.send({ type: 'hangup', callId, reason });
    return link !== undefined;
  }
}
