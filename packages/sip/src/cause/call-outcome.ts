/** What became of a call that was not answered, in the words of flows and of the journal. */
export type CallOutcome = 'busy' | 'noAnswer' | 'rejected' | 'failed';

/**
 * What a code means. `outcome`: what it makes of a call; undefined where it ends none. `name`: its own, from the standard.
 * `summary`: for who runs the business. `advice`: for who runs the telephone, what to look at.
 */
export type CauseWords = {
  readonly outcome?: CallOutcome;
  readonly name: string;
  readonly summary: string;
  readonly advice: string;
};
