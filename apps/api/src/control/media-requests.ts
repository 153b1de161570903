import {
  type ApiMessage,
  AppError,
  type MediaMessage,
  type PlacedCall,
  type SpeechPreview,
  type TrunkFinding,
  type TrunkId,
  type WorkspaceId,
} from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Ids } from '../platform/ids.js';
import { type MediaLink, MediaLinks } from './media-links.js';

/** An answer of a media process to something that it was asked. */
export type MediaAnswer = Extract<MediaMessage, { type: 'placed' | 'trunkReport' | 'spoken' }>;
/** What came of an order to call somebody: null, or why it is not done. */
export type Refusal = Extract<MediaMessage, { type: 'placed' }>['error'];
/** A text as it was said: a WAV file in base64, or why there is none. */
export type Spoken = Pick<Extract<MediaMessage, { type: 'spoken' }>, 'sound' | 'error'>;

type Waiting = {
  readonly link: MediaLink;
  readonly take: (answer: MediaAnswer) => void;
  readonly fail: (error: AppError) => void;
};
type Question<Answer> = {
  readonly ask: (requestId: string) => ApiMessage;
  /** Undefined when it is an answer to something else. */
  readonly read: (answer: MediaAnswer) => Answer | undefined;
  readonly timeoutMs: number;
};

/** How long a media process has to say whether it calls. */
export const PLACE_TIMEOUT_MS = 15_000;
/** How long the doctor of a trunk has, with a little more than the process itself takes at most. */
export const EXAMINE_TIMEOUT_MS = 35_000;
/** How long a text may take to be said, with a little more than the process itself takes at most. */
export const SPEAK_TIMEOUT_MS = 17_000;
/** Questions that may wait for answers at a time, of all processes together. */
export const MAX_WAITING_REQUESTS = 1_000;

/**
 * Asks media processes and waits for their answers, which are matched by id. The process that joined first is asked, as it
 * is the one that takes new calls. All throw AppError `control.unavailable` when there is none or it goes before it answers,
 * `media.timeout` when it does not answer in time, and `api.tooManyRequests` when {@link MAX_WAITING_REQUESTS} wait already.
 */
@Injectable()
export class MediaRequests {
  readonly #waiting = new Map<string, Waiting>();

  constructor(
    private readonly links: MediaLinks,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Orders a call. @returns null when it is being made, else why not */
  placeCall(call: PlacedCall): Promise<Refusal> {
    return this.#ask({
      ask: (requestId) => ({ type: 'placeCall', requestId, call }),
      read: (answer) => (answer.type === 'placed' ? answer.error : undefined),
      timeoutMs: PLACE_TIMEOUT_MS,
    });
  }

  /** Has a trunk looked at by the doctor. */
  examineTrunk(trunkId: TrunkId): Promise<TrunkFinding[]> {
    return this.#ask({
      ask: (requestId) => ({ type: 'examineTrunk', requestId, trunkId }),
      read: (answer) => (answer.type === 'trunkReport' ? answer.findings : undefined),
      timeoutMs: EXAMINE_TIMEOUT_MS,
    });
  }

  /** Has a text said, for its author to hear. */
  speak(workspaceId: WorkspaceId, preview: SpeechPreview): Promise<Spoken> {
    return this.#ask({
      ask: (requestId) => ({ type: 'speak', requestId, workspaceId, preview }),
      read: (answer) => (answer.type === 'spoken' ? { sound: answer.sound, error: answer.error } : undefined),
      timeoutMs: SPEAK_TIMEOUT_MS,
    });
  }

  /** Takes an answer; one that nobody waits for, any more or from this process, is left. */
  settle(link: MediaLink, answer: MediaAnswer): void {
    const waiting = this.#waiting.get(answer.requestId);
    if (waiting?.link === link) waiting.take(answer);
  }

  /** A process has gone: what it was asked will not be answered. */
  gone(link: MediaLink): void {
    const lost = new AppError('control.unavailable', 'The media process went before it answered.');
    for (const waiting of [...this.#waiting.values()]) if (waiting.link === link) waiting.fail(lost);
  }

  async #ask<Answer>({ ask, read, timeoutMs }: Question<Answer>): Promise<Answer> {
    const link = this.links.first();
    if (!link) throw new AppError('control.unavailable', 'No media process is connected.');
    if (this.#waiting.size >= MAX_WAITING_REQUESTS) {
      throw new AppError('api.tooManyRequests', 'Too much is being asked of the media process at once.');
    }
    const requestId = this.ids.newId();
    return new Promise<Answer>((resolve, reject) => {
      const fail = (error: AppError) => {
        timer.cancel();
        this.#waiting.delete(requestId);
        reject(error);
      };
      const take = (answer: MediaAnswer) => {
        const given = read(answer);
        if (given === undefined) return;
        timer.cancel();
        this.#waiting.delete(requestId);
        resolve(given);
      };
      const late = new AppError('media.timeout', 'The media process has not answered in time.');
      const timer = this.clock.startTimer(timeoutMs, () => fail(late));
      this.#waiting.set(requestId, { link, take, fail });
      link.send(ask(requestId));
    });
  }
}
