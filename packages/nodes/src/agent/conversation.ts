import type { ChatMessage, Reply } from './chat.js';

/** Where a conversation is. */
export type Stage =
  /** The caller is asked. */
  | 'asking'
  /** The model is asked. */
  | 'thinking'
  /** The model's last words are said. */
  | 'leaving';

/** A conversation as it is kept between two events. */
export type Conversation = {
  readonly stage: Stage;
  readonly history: readonly ChatMessage[];
  /** Answers of the caller so far. */
  readonly turns: number;
  /** Questions asked so far: names the next. */
  readonly asked: number;
  /** Requests made so far: names the next. */
  readonly requests: number;
  /** Requests since the caller answered last. */
  readonly rounds: number;
  /** Times in a row that nothing was heard. */
  readonly noInputs: number;
  /** Nobody hears the caller: keys must do. */
  readonly isDeaf: boolean;
  /** Words that bridge a pause are being said. */
  readonly isFilling: boolean;
  /** What the model answered while they were; a `reply` that is null is an answer that is none. */
  readonly held: { readonly reply: Reply | null } | null;
  /** The way out once its last words are said. */
  readonly exit: string | null;
};

/** A conversation that has not begun. */
export const NEW_CONVERSATION: Conversation = {
  stage: 'thinking',
  history: [],
  turns: 0,
  asked: 0,
  requests: 0,
  rounds: 0,
  noInputs: 0,
  isDeaf: false,
  isFilling: false,
  held: null,
  exit: null,
};
