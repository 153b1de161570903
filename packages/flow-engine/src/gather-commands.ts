import type { Command, CommandOf, EffectOf } from '@callwright/protocol';

type Gather = CommandOf<'gather'>;

/** The command that says a gather's prompt; its failure is the gather's. */
export const promptCommandId = ({ gatherId }: Gather): string => `${gatherId}.prompt`;
/** The command that makes a gather listen; its failure leaves the keys. */
export const asrCommandId = ({ gatherId }: Gather): string => `${gatherId}.asr`;

/** Says or plays what is asked. The playback has the gather's own id. */
export const promptOf = (command: Gather, prompt: NonNullable<Gather['prompt']>): EffectOf<'command'> => {
  const { gatherId, bargeIn = [], language, speaker } = command;
  const shared = { playId: gatherId, commandId: promptCommandId(command), bargeIn };
  if ('url' in prompt) return perform({ command: 'play', url: prompt.url, ...shared });
  return perform({
    command: 'tts',
    text: prompt.text,
    ...(prompt.personal === undefined ? {} : { personal: prompt.personal }),
    ...(language === undefined ? {} : { option: { language } }),
    ...(speaker === undefined ? {} : { speaker }),
    ...shared,
  });
};

/** Makes the recogniser listen for the choices that have words and for the grammar; for anything, if there is neither. */
export const startListening = (command: Gather): EffectOf<'command'> => {
  const { choices = [], grammar, language } = command;
  const option = {
    ...(language === undefined ? {} : { language }),
    ...(grammar === undefined ? {} : { grammar }),
    choices: choices.flatMap(({ id, phrases }) => (phrases && phrases.length > 0 ? [{ id, phrases }] : [])),
  };
  return perform({ command: 'asr', action: 'start', option, commandId: asrCommandId(command) });
};

/** Stops the recogniser. */
export const stopListening = (): EffectOf<'command'> => perform({ command: 'asr', action: 'stop' });

/** Stops what plays. */
export const interrupt = (): EffectOf<'command'> => perform({ command: 'interrupt' });

const perform = (command: Command): EffectOf<'command'> => ({ effect: 'command', command });
