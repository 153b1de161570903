import type { AppMessage } from './messages.js';

/** Questions to an application; the answer is verbs, or none. */
export type AskKind = 'session:new' | 'session:redirect' | 'session:adulting' | 'verb:hook' | 'dial:confirm';
/** What an application is only told. */
export type TellKind = 'call:status' | 'verb:status' | 'jambonz:error' | 'tts:tokens-result' | 'tts:streaming-event';

/** One question. `data` is written in snake_case by whoever sends it. */
export type Question = {
  readonly kind: AskKind;
  /** As the application wrote it. */
  readonly hook?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
};

/** The way to an application, whatever its transport. */
export type Requestor = {
  /** Whether it can give commands of its own accord: then a call without verbs waits for them. */
  readonly isListening: () => boolean;
  /**
   * Asks. @returns the verbs it wants carried out instead of those under way, as it wrote them; none: go on
   * @throws AppError `http.timeout`, `http.network`, ...
   */
  readonly ask: (question: Question) => Promise<readonly unknown[]>;
  /** Never throws; what cannot be told is left out. */
  readonly tell: (kind: TellKind, data: Readonly<Record<string, unknown>>) => void;
  /** A question whose answer does not matter. */
  readonly mention: (question: Question) => void;
  /** Everything that was told goes out first. May be called twice. */
  readonly close: () => void;
};

/** What an application does of its own accord. */
export type RequestorListener = {
  readonly onCommand: (command: AppMessage & { readonly type: 'command' }) => void;
  /** It is gone, and does not come back. */
  readonly onLost: (message: string) => void;
  /** It has said that it is done: the call goes on without it. */
  readonly onClosed: () => void;
};
