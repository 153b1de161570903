import type { ApiMessage, CallId, SpeechCatalogue } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '../platform/metrics/metrics.js';

/** One connected media process. */
export type MediaLink = {
  readonly processId: string;
  /** Where it says it is reached, `http://host:port`. */
  readonly mediaUrl: string;
  /** What it hears and speaks with; null when it has not said. */
  readonly speech: SpeechCatalogue | null;
  readonly send: (message: ApiMessage) => void;
  /** Hangs up on it. */
  readonly close: (reason: string) => void;
};

/** The media processes that are connected now, by the id each gave itself. */
@Injectable()
export class MediaLinks {
  readonly #links = new Map<string, MediaLink>();
  readonly #malformed: Counter;

  constructor(metrics: Metrics) {
    metrics.gauge('media_links', 'Connected media processes', [], async (gauge) => gauge.set(this.#links.size));
    this.#malformed = metrics.counter('control_messages_malformed', 'Control messages that were not understood');
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

  /** Counts a message of a process that nobody understood. */
  countMalformed(): void {
    this.#malformed.inc();
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

  /** What there is to hear and to speak with on any of them; null while none has said. */
  get speech(): SpeechCatalogue | null {
    const told = [...this.#links.values()].flatMap(({ speech }) => speech ?? []);
    if (told.length === 0) return null;
    return {
      recognisers: byName(told.flatMap(({ recognisers }) => recognisers)),
      voices: byName(told.flatMap(({ voices }) => voices)),
    };
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

const byName = <One extends { readonly name: string }>(all: readonly One[]): One[] => [
  ...new Map(all.map((one) => [one.name, one])).values(),
];
