/** A connected application, as the user agent sees it. */
export type App = {
  readonly id: string;
  readonly isOpen: boolean;
  readonly tags: readonly string[];
  /** Tells it something: the content of a frame behind its id, and a message. Does nothing when it is gone. */
  readonly tell: (content: string, message?: Uint8Array) => void;
};

/** The applications there are. Verbs are methods in lower case, or `cdr:` events. */
export type Apps = {
  /** How many are connected. */
  readonly count: number;
  /** Whose turn it is to take a new request; null when nobody wants that method. */
  readonly next: (verb: string) => App | null;
  readonly whoWants: (verb: string) => readonly App[];
  /** Who takes over the dialogs of one that is gone. */
  readonly heirOf: (gone: Pick<App, 'tags'>, verb: string) => App | null;
};
