import { AppError, type ErrorCode, errorCodes, type SpeechPreview, type WorkspaceId } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { MediaRequests, type Spoken } from '../control/media-requests.js';
import { Clock } from '../platform/clock.js';

const WINDOW_MS = 60_000;
/** Texts a workspace may have said within a minute: voices may cost money, and calls need the same machine. */
export const MAX_PREVIEWS_A_MINUTE = 60;
/** Texts of a workspace that may be under way at a time. */
export const MAX_PREVIEWS_AT_ONCE = 4;

type Asked = { sinceMs: number; count: number; openCount: number };

/** Lets authors hear a text before their callers do: a media process says it. */
@Injectable()
export class SpeechPreviewsService {
  // One for each workspace that asked within the last minute.
  readonly #asked = new Map<WorkspaceId, Asked>();

  constructor(
    private readonly requests: MediaRequests,
    private readonly clock: Clock,
  ) {}

  /**
   * The text as callers would hear it, a WAV file.
   * @throws AppError `api.tooManyRequests`; what the voice refuses it with (`speech.unsupportedLanguage`, …);
   *   `control.unavailable` and `media.timeout`
   */
  async say(workspaceId: WorkspaceId, preview: SpeechPreview): Promise<Uint8Array> {
    const asked = this.#count(workspaceId);
    asked.openCount += 1;
    try {
      const { sound, error } = await this.requests.speak(workspaceId, preview);
      if (sound !== null) return Buffer.from(sound, 'base64');
      throw failureOf(error);
    } finally {
      asked.openCount -= 1;
    }
  }

  #count(workspaceId: WorkspaceId): Asked {
    const nowMs = this.clock.nowMs();
    const isOver = ({ sinceMs }: Asked) => nowMs - sinceMs >= WINDOW_MS;
    for (const [id, one] of this.#asked) if (isOver(one) && one.openCount === 0) this.#asked.delete(id);
    const asked = this.#asked.get(workspaceId) ?? { sinceMs: nowMs, count: 0, openCount: 0 };
    if (isOver(asked)) Object.assign(asked, { sinceMs: nowMs, count: 0 });
    if (asked.count >= MAX_PREVIEWS_A_MINUTE || asked.openCount >= MAX_PREVIEWS_AT_ONCE)
      throw new AppError('api.tooManyRequests', 'Too many texts to say; please wait a little.');
    asked.count += 1;
    this.#asked.set(workspaceId, asked);
    return asked;
  }
}

// A newer media process may refuse with a code that we do not know.
const failureOf = (error: Spoken['error']): AppError =>
  error && isErrorCode(error.code)
    ? new AppError(error.code, error.message)
    : new AppError('speech.ttsFailed', 'The text could not be said.');

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
