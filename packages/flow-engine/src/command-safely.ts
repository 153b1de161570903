import type { Command } from '@callwright/protocol';
import { withoutSecrets } from './secret-reference.js';

/** A command with its id, and with no reference to a secret in what it says or sends. */
export const commandSafely = (command: Command, commandId: string): Command => {
  switch (command.command) {
    case 'tts':
      return { ...command, commandId, text: withoutSecrets(command.text) };
    case 'message':
      return { ...command, commandId, text: withoutSecrets(command.text), to: withoutSecrets(command.to) };
    case 'gather': {
      const { prompt } = command;
      return prompt && 'text' in prompt
        ? { ...command, commandId, prompt: { text: withoutSecrets(prompt.text) } }
        : { ...command, commandId };
    }
    default:
      return command.commandId === undefined ? { ...command, commandId } : command;
  }
};
