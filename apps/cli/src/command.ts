import type { CliIo } from './io.js';
import type { Flags } from './read-args.js';

/** An option of a command. `value` names what it takes; without one it is on or off. */
export type OptionSpec = {
  readonly value?: string;
  readonly short?: string;
  /** May be given several times. */
  readonly isMany?: boolean;
  readonly help: string;
};

/** One command of the command line. */
export type Command = {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What stands after the name: `<files or folders...>`. */
  readonly operands: string;
  /** How many operands it takes. */
  readonly operandCount: { readonly atLeast: number; readonly atMost?: number };
  /** A few lines on what it does. */
  readonly description: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** @returns the exit code @throws UsageError when it cannot be done as asked */
  readonly run: (operands: readonly string[], flags: Flags, io: CliIo) => Promise<number>;
};
