import type { EngineEvent, JournalEntry } from '@callwright/protocol';

/**
 * The journal all contenders write: each event and each effect is one JSON text with its number, kept in memory until
 * the call is over. A call's clock stands at the event under way.
 */
export class Journal {
  readonly lines: string[] = [];
  #nowMs = 0;

  /** Writes an event down; what it brings about happens at its time. @returns the line's number */
  event(event: EngineEvent): number {
    this.#nowMs = event.timestamp;
    return this.write({ kind: 'event', event, toFlow: true });
  }

  /** Writes a line down. @returns its number */
  write(entry: JournalEntry): number {
    if (entry.kind === 'event') this.#nowMs = entry.event.timestamp;
    const seq = this.lines.length;
    this.lines.push(`{"seq":${seq},"atMs":${this.#nowMs},${JSON.stringify(entry).slice(1)}`);
    return seq;
  }
}
