import { useSyncExternalStore } from 'react';

/** What is going on with the one text that can be heard at a time. */
export type Heard =
  | { readonly state: 'silent' }
  | { readonly state: 'loading' | 'playing'; readonly of: string }
  | { readonly state: 'failed'; readonly of: string; readonly error: unknown };

/** How a sound is played; the browser's `Audio`. */
export type Player = {
  readonly play: (sound: Blob, onEnd: () => void) => Promise<void>;
  readonly stop: () => void;
};

/** Plays one text at a time: another one, or the same again, ends it. */
export class OneSound {
  readonly #player: Player;
  readonly #listeners = new Set<() => void>();
  #heard: Heard = { state: 'silent' };
  #asking: AbortController | null = null;

  constructor(player: Player) {
    this.#player = player;
  }

  get heard(): Heard {
    return this.#heard;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @param of whose text it is; `fetchSound` is given up when it is no longer wanted */
  async play(of: string, fetchSound: (signal: AbortSignal) => Promise<Blob>): Promise<void> {
    this.stop();
    const asking = new AbortController();
    this.#asking = asking;
    this.#set({ state: 'loading', of });
    try {
      const sound = await fetchSound(asking.signal);
      if (asking.signal.aborted) return;
      this.#set({ state: 'playing', of });
      await this.#player.play(sound, () => {
        if (this.#asking === asking) this.stop();
      });
    } catch (error) {
      if (!asking.signal.aborted) this.#set({ state: 'failed', of, error });
    }
  }

  /** Silence, whoever was heard. */
  stop(): void {
    this.#asking?.abort();
    this.#asking = null;
    this.#player.stop();
    this.#set({ state: 'silent' });
  }

  #set(heard: Heard): void {
    if (heard.state === 'silent' && this.#heard.state === 'silent') return;
    this.#heard = heard;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What is heard now, in a component. */
export const useHeard = (sound: OneSound): Heard => {
  const read = () => sound.heard;
  return useSyncExternalStore(sound.subscribe, read, read);
};
