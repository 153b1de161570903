/** What a command needs of the world besides files; a test hands in its own. */
export type CliIo = {
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Writes one or more lines of what was asked for. */
  readonly out: (text: string) => void;
  /** Writes one or more lines of what went wrong. */
  readonly err: (text: string) => void;
  readonly hasColour: boolean;
  /** Whether somebody types; otherwise lines come from a file or another program. */
  readonly isInteractive: boolean;
  readonly inputLines: () => AsyncIterable<string>;
  /** Something each time files below these folders were changed, until nobody asks any more. */
  readonly changes: (folders: readonly string[]) => AsyncIterable<unknown>;
  /** A clock that only goes forward. */
  readonly nowMs: () => number;
};

/** What a command ends with: all is well, something was found, or it could not be done as asked. */
export const EXIT = { ok: 0, findings: 1, unusable: 2 } as const;

/** A command that was called wrongly, or was given what cannot be read. The message is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
