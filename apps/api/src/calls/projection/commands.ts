import type { Command, CommandName, CommandOf, JournalLine } from '@callwright/protocol';

/** A command of a call, and the line of the journal it stands in. */
export type NumberedCommand<Name extends CommandName = CommandName> = {
  readonly seq: number;
  readonly atMs: number;
  readonly command: CommandOf<Name>;
};

/** The commands of one name that a flow, a client or the call itself gave, each once and in their order. */
export const commandsOf = <Name extends CommandName>(
  lines: readonly JournalLine[],
  name: Name,
): readonly NumberedCommand<Name>[] =>
  lines.flatMap((line) => {
    const command = commandIn(line);
    return command && isOfName(command, name) ? [{ seq: line.seq, atMs: line.atMs, command }] : [];
  });

/** What a line commands. A flow's commands are effects, and are not taken again where they are carried out. */
export const commandIn = (line: JournalLine): Command | null => {
  if (line.kind === 'effect') return line.effect.effect === 'command' ? line.effect.command : null;
  return line.kind === 'command' && line.by !== 'flow' ? line.command : null;
};

const isOfName = <Name extends CommandName>(command: Command, name: Name): command is CommandOf<Name> =>
  command.command === name;
