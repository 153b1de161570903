import type { Command } from '@callwright/protocol';
import { withoutSecrets } from './secret-reference.js';

/**
 * A command with its id, and with no reference to a secret in what it says or sends. What it says is marked as personal
 * unless it is one of the texts that are said to everybody.
 */
export const commandSafely = (command: Command, commandId: string, said: ReadonlySet<string>): Command => {
  const personal = (text: string) => (said.has(text) ? {} : { personal: true });
  switch (command.command) {
    case 'tts':
      return { ...command, commandId, text: withoutSecrets(command.text), ...personal(command.text) };
    case 'message':
      return {
        ...command,
        commandId,
        text: withoutSecrets(command.text),
        to: withoutSecrets(command.to),
        ...(command.subject === undefined ? {} : { subject: withoutSecrets(command.subject) }),
      };
    case 'tag':
      return { ...command, commandId, ...(command.tags === undefined ? {} : { tags: tagsWithout(command.tags) }) };
    case 'gather': {
      const { prompt } = command;
      return prompt && 'text' in prompt
        ? { ...command, commandId, prompt: { text: withoutSecrets(prompt.text), ...personal(prompt.text) } }
        : { ...command, commandId };
    }
    default:
      return command.commandId === undefined ? { ...command, commandId } : command;
  }
};

const tagsWithout = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, withoutSecrets(value)]));
