import type { CommandOf, SessionEventOf } from '@callwright/protocol';

/** When a call ends by itself: with the end of a playback that was asked to hang up after it. */
export class AutoHangup {
  #isDue: ((end: SessionEventOf<'trackEnd'>) => boolean) | null = null;
  #lastPlayId: string | null = null;

  /** Notes what is played next. Who plays something else has thought better of hanging up; who goes on with it has not. */
  onPlay({ playId, autoHangup }: CommandOf<'tts' | 'play'>): void {
    if (autoHangup) this.#isDue = endOf(playId);
    else if (playId !== undefined && playId !== this.#lastPlayId) this.#isDue = null;
    this.#lastPlayId = playId ?? this.#lastPlayId;
  }

  /** Whether the call ends with this playback. */
  isDue(end: SessionEventOf<'trackEnd'>): boolean {
    return this.#isDue?.(end) ?? false;
  }
}

// Words without a name go behind those that are being said, whatever their name.
const endOf = (playId: string | undefined) => (end: SessionEventOf<'trackEnd'>) =>
  playId === undefined ? end.interrupted !== true : end.playId === playId;
