import type { Command } from '@callwright/protocol';
import { expect, it } from 'vitest';
import { commandSafely } from './command-safely.js';

it.each<[Command, Command]>([
  [
    { command: 'message', messageId: 'm', channel: 'email', to: 'a⟦x⟧@b.example', subject: 'PIN ⟦x⟧', text: '⟦x⟧!' },
    { command: 'message', messageId: 'm', channel: 'email', to: 'a@b.example', subject: 'PIN ', text: '!' },
  ],
  [
    { command: 'tag', tags: { pin: 'is ⟦x⟧' } },
    { command: 'tag', tags: { pin: 'is ' } },
  ],
  [
    { command: 'tts', text: 'It is ⟦x⟧.' },
    { command: 'tts', text: 'It is .' },
  ],
])('nothing that stands for a secret leaves the call: %j', (asked, given) => {
  expect(commandSafely(asked, 'c1')).toEqual({ ...given, commandId: 'c1' });
});
