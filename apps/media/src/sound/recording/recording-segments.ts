import type { RecordingSegment } from '@callwright/protocol';
import { closedSegments } from '../../link/unfinished-note.js';

/** A segment; the one that is being recorded has no end yet. */
type OpenSegment = { readonly startMs: number; readonly endMs: number | null };

/** One more, and the last one grows over the pause before it. */
const MAX_SEGMENTS = 1000;

/** When a recording was running, in ms since it began. */
export class RecordingSegments {
  readonly #segments: OpenSegment[] = [];

  /** It runs from here on. */
  open(atMs: number): void {
    const last = this.#segments.at(-1);
    const isFull = this.#segments.length >= MAX_SEGMENTS;
    // Begun again in the same tick it never stopped.
    if (last !== undefined && (isFull || last.endMs === atMs))
      this.#segments[this.#segments.length - 1] = { ...last, endMs: null };
    else this.#segments.push({ startMs: atMs, endMs: null });
  }

  /** It stands still from here on. */
  close(atMs: number): void {
    const last = this.#segments.pop();
    if (last !== undefined && last.startMs < atMs) this.#segments.push({ ...last, endMs: atMs });
  }

  /** As they are now. */
  list(): OpenSegment[] {
    return [...this.#segments];
  }

  /** Those of a file of this length. */
  within(durationMs: number): RecordingSegment[] {
    return closedSegments(this.#segments, durationMs);
  }
}
