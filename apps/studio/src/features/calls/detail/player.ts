/** What the player needs of an `<audio>` element. */
export type AudioPort = {
  currentTime: number;
  readonly paused: boolean;
  play(): Promise<void>;
  pause(): void;
  addEventListener(name: string, listener: () => void): void;
  removeEventListener(name: string, listener: () => void): void;
};

/** When the recording began and how long it and the call are, in ms; `startOffsetMs` counts from when the call arrived. */
export type PlayerSpan = { readonly startOffsetMs: number; readonly endMs: number };

const AT_END_MS = 100;
const EVENTS = ['play', 'pause', 'ended', 'seeked', 'timeupdate', 'loadedmetadata', 'error'];

/**
 * The playhead of a call: where in the call one is, and whether it plays. Times are in ms since the call arrived.
 * Without a recording the playhead still moves, so that the path can be gone through. The page subscribes to it
 * value by value, so that sixty frames a second redraw the playhead and nothing else.
 */
export class Player {
  #span: PlayerSpan;
  readonly #listeners = new Set<() => void>();
  readonly #nextFrame: (run: () => void) => () => void;
  #audio: AudioPort | null = null;
  #ms: number;
  #hasFailed = false;
  #stopFrame: (() => void) | undefined;

  /** @param nextFrame runs something at the next redraw; returns a function that calls it off */
  constructor(span: PlayerSpan, startMs: number, nextFrame: (run: () => void) => () => void) {
    this.#span = span;
    this.#nextFrame = nextFrame;
    this.#ms = Math.min(Math.max(0, startMs), span.endMs);
  }

  get ms(): number {
    return this.#ms;
  }

  get isPlaying(): boolean {
    return this.#audio !== null && !this.#audio.paused;
  }

  /** Whether the browser could not play the recording. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** @returns a function that ends the subscription */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Gives it the element that plays. @returns a function that takes it away again */
  attach(audio: AudioPort): () => void {
    this.#audio = audio;
    this.#place();
    const listeners = EVENTS.map((name) => [name, () => this.#hear(name)] as const);
    for (const [name, listener] of listeners) audio.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of listeners) audio.removeEventListener(name, listener);
      this.#stopFrame?.();
      this.#audio = null;
    };
  }

  /** The call became longer, or its recording came. With `isFollowing` a playhead at the end stays at the end. */
  stretch(span: PlayerSpan, isFollowing: boolean): void {
    const wasAtEnd = this.#ms >= this.#span.endMs - AT_END_MS;
    this.#span = span;
    this.seek(isFollowing && wasAtEnd ? span.endMs : this.#ms);
  }

  /** Plays or pauses. Nothing happens without a recording. */
  readonly toggle = (): void => {
    const audio = this.#audio;
    if (!audio) return;
    if (!audio.paused) {
      audio.pause();
      return;
    }
    // From the end it begins anew, as every player does.
    if (this.#ms >= this.#span.endMs - AT_END_MS) this.seek(0);
    audio.play().catch(() => {
      // A press right after another stops what the first began; a broken file is told by the error event.
    });
  };

  /** Goes to a moment of the call. */
  readonly seek = (ms: number): void => {
    this.#ms = Math.min(Math.max(0, ms), this.#span.endMs);
    this.#place();
    this.#tell();
  };

  #place(): void {
    if (this.#audio) this.#audio.currentTime = Math.max(0, this.#ms - this.#span.startOffsetMs) / 1000;
  }

  #hear(name: string): void {
    if (name === 'error') this.#hasFailed = true;
    if (name === 'loadedmetadata') this.#place();
    if (name === 'play') this.#follow();
    if (name !== 'loadedmetadata' && name !== 'error') this.#read();
    this.#tell();
  }

  #follow(): void {
    this.#stopFrame?.();
    if (!this.isPlaying) return;
    this.#read();
    this.#tell();
    this.#stopFrame = this.#nextFrame(() => this.#follow());
  }

  // Before the recording begins the playhead may stand where there is no sound; then the element knows less than we do.
  #read(): void {
    if (!this.#audio) return;
    const ms = this.#audio.currentTime * 1000 + this.#span.startOffsetMs;
    if (this.isPlaying || ms > this.#span.startOffsetMs) this.#ms = Math.min(ms, this.#span.endMs);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
