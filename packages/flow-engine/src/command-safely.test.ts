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
    { command: 'tts', text: 'It is .', personal: true },
  ],
])('nothing that stands for a secret leaves the call: %j', (asked, given) => {
  expect(commandSafely(asked, 'c1', new Set())).toEqual({ ...given, commandId: 'c1' });
});

it.each<[string, Command, object]>([
  ['a text of the flow', { command: 'tts', text: 'Good day.' }, { text: 'Good day.' }],
  ['a text filled in', { command: 'tts', text: 'Good day, Ann.' }, { text: 'Good day, Ann.', personal: true }],
  [
    'a question of the flow',
    { command: 'gather', gatherId: 'g', input: ['dtmf'], prompt: { text: 'Good day.' } },
    { prompt: { text: 'Good day.' } },
  ],
  [
    'a question filled in',
    { command: 'gather', gatherId: 'g', input: ['dtmf'], prompt: { text: 'Ann?' } },
    { prompt: { text: 'Ann?', personal: true } },
  ],
])('%s is personal only when it is not said to everybody', (_, asked, given) => {
  expect(commandSafely(asked, 'c1', new Set(['Good day.']))).toEqual({ ...asked, ...given, commandId: 'c1' });
});
