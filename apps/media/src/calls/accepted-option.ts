import type { CallOption, Command } from '@callwright/protocol';

/** How the sound of a call changes that is accepted with an option, as commands; how it speaks is said with each text. */
export const commandsOfOption = ({ asr, vad, recorder }: CallOption): readonly Command[] => [
  ...(vad ? [{ command: 'vad', action: 'start', option: vad } as const] : []),
  ...(asr ? [{ command: 'asr', action: 'start', option: asr } as const] : []),
  ...(asr?.startWhenAnswer === false ? [{ command: 'asr', action: 'stop' } as const] : []),
  ...(recorder && recorder.startWhenAnswer !== false
    ? [{ command: 'record', action: 'start', option: recorder } as const]
    : []),
];

/** A command as it is written down: an account somebody has elsewhere is nobody else's business. */
export const writtenForm = (command: Command): Command => {
  if (command.command !== 'accept' || command.option?.sip === undefined) return command;
  const { sip, ...option } = command.option;
  return { ...command, option };
};
