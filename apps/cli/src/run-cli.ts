import { AppError } from '@callwright/protocol';
import type { Command } from './command.js';
import { commands } from './commands.js';
import { helpOf, overview } from './help.js';
import { type CliIo, EXIT, UsageError } from './io.js';
import { readArgs } from './read-args.js';

/** Runs the command line. @returns the exit code; never throws for what was typed, or what a file holds */
export const runCli = async (args: readonly string[], io: CliIo): Promise<number> => {
  const [name = '', ...rest] = args;
  if (['', 'help', '--help', '-h'].includes(name)) {
    io.out(overview(commands));
    return name === '' ? EXIT.unusable : EXIT.ok;
  }
  const command = commands.find((one) => one.name === name);
  if (command) return runCommand(command, rest, io);
  io.err(`callwright: there is no command "${name}". npx callwright --help lists them.`);
  return EXIT.unusable;
};

const runCommand = async (command: Command, args: readonly string[], io: CliIo): Promise<number> => {
  try {
    const { operands, flags } = readArgs(command, args);
    if (!flags.isOn('help')) return await command.run(operands, flags, io);
    io.out(helpOf(command));
    return EXIT.ok;
  } catch (error) {
    if (error instanceof AppError) io.err(`callwright ${command.name}: ${error.message}`);
    else if (error instanceof UsageError)
      io.err(
        `callwright ${command.name}: ${error.message}\nnpx callwright ${command.name} --help says how it is used.`,
      );
    else throw error;
    return EXIT.unusable;
  }
};
