/** Something that went wrong, in words. */
export type LadderFinding = {
  readonly code: LadderFindingCode;
  /** One sentence: what was seen, and what it means. */
  readonly text: string;
  /** What to do about it. */
  readonly advice: string;
  /** Places among the entries that show it. */
  readonly entries: readonly number[];
};

/** Kinds of findings. */
export type LadderFindingCode =
  | 'noAck'
  | 'ackLost'
  | 'noAnswer'
  | 'answersLost'
  | 'wrongPassword'
  | 'ourPrivateAddress'
  | 'theirPrivateAddress'
  | 'unreadable';
