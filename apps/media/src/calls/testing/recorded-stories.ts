import type { CallEnd, CallId, CallStart, JournalLine } from '@callwright/protocol';
import type { CallReporter } from '../call-registry.js';

/** The story of one call, as the api would get it. */
export type RecordedStory = { start: CallStart | null; readonly lines: JournalLine[]; end: CallEnd | null };

/** Keeps the stories of calls in memory. What comes in the wrong order is an error of the call's. */
export class RecordedStories implements CallReporter {
  readonly #stories = new Map<CallId, RecordedStory>();

  /** All calls, in the order they began. */
  get all(): ReadonlyMap<CallId, RecordedStory> {
    return this.#stories;
  }

  /** @throws Error when no such call has begun */
  of(callId: CallId): RecordedStory {
    const story = this.#stories.get(callId);
    if (!story) throw new Error(`The call ${callId} has not begun.`);
    return story;
  }

  readonly started = (start: CallStart): void => {
    if (this.#stories.has(start.callId)) throw new Error(`The call ${start.callId} began twice.`);
    this.#stories.set(start.callId, { start, lines: [], end: null });
  };

  readonly line = (callId: CallId, line: JournalLine): void => {
    const story = this.of(callId);
    if (story.end) throw new Error(`A line of ${callId} came after its end.`);
    story.lines.push(line);
  };

  readonly ended = (callId: CallId, end: CallEnd): void => {
    const story = this.of(callId);
    if (story.end) throw new Error(`The call ${callId} ended twice.`);
    story.end = end;
  };
}
