import { describe, expect, it } from 'vitest';
import { commandSchema } from './commands.js';

describe('commandSchema', () => {
  it.each([
    { command: 'tts', text: 'Hello', option: { speed: 1.5 } },
    { command: 'asr', action: 'start', option: { choices: [{ id: 'yes', phrases: ['yes'] }] } },
    { command: 'vad', action: 'start', option: { silencePadding: 500 } },
  ])('adds nothing to the options of $command: what is absent stays as the call has it', (command) => {
    expect(commandSchema.parse(command)).toEqual(command);
  });
});
