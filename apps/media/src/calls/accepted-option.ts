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

/** A command as it is written down: an account somebody has elsewhere is nobody else's business, and sound is no text. */
export const writtenForm = (command: Command): Command => {
  if (command.command === 'tts' && command.sound !== undefined) return { ...command, sound: '' };
  if (command.command === 'stream' && command.url) return { ...command, url: withoutQuery(command.url) };
  if (command.command !== 'accept' || command.option === undefined) return command;
  const { sip, mediaPass, ...option } = command.option;
  const pass = mediaPass === undefined ? {} : { mediaPass: { ...mediaPass, url: withoutQuery(mediaPass.url) } };
  return { ...command, option: { ...option, ...pass } };
};

// A token may be in the rest of it.
const withoutQuery = (url: string): string => {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
};
