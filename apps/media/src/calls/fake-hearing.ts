import type { BuiltInGrammar, SessionEvent, SpeechChoice } from '@callwright/protocol';

/** What the caller is saying; null is noise. */
export type Utterance = {
  readonly text: string | null;
  readonly startedAtMs: number;
  /** Whether it is over and only the recogniser's answer is awaited. */
  readonly isEnded: boolean;
  readonly isHeard: boolean;
  /** Whether nobody may hear it at all. */
  readonly isHidden: boolean;
};

/** What the recogniser listens for. */
export type Question = {
  readonly choices: readonly SpeechChoice[];
  readonly grammar: BuiltInGrammar | null;
  readonly language: string;
};

/** As it would come over the link: what is not there has no field. */
export const withoutUndefined = (event: SessionEvent): SessionEvent =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as SessionEvent;
