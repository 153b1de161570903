import { commandNames } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { parseMessage } from './messages.js';

const parse = (message: unknown) => parseMessage(typeof message === 'string' ? message : JSON.stringify(message));
const commandOf = (message: unknown) => {
  const parsed = parse(message);
  return parsed.ok ? parsed.command : parsed;
};

describe('what a client sends', () => {
  // Seed 0 and spec 0 §3: the seed's snake_case, the later names, and ours for the same.
  it.each([
    [
      { command: 'tts', text: 'hi', play_id: 'p' },
      { command: 'tts', text: 'hi', playId: 'p' },
    ],
    [
      { command: 'tts', text: 'hi', playId: 'p', autoHangup: true },
      { command: 'tts', text: 'hi', playId: 'p', autoHangup: true },
    ],
    [
      { command: 'tts', text: 'hi', auto_hangup: true },
      { command: 'tts', text: 'hi', autoHangup: true },
    ],
    [
      { command: 'play', url: 'prompt:x', play_id: 'p' },
      { command: 'play', url: 'prompt:x', playId: 'p' },
    ],
    [
      { command: 'mute', track_id: 't' },
      { command: 'mute', trackId: 't' },
    ],
    [{ command: 'unmute' }, { command: 'unmute' }],
    [{ command: 'hangup' }, { command: 'hangup' }],
    [
      { command: 'hangup', reason: 'done', initiator: 'callee' },
      { command: 'hangup', reason: 'done', initiator: 'callee' },
    ],
    [
      { command: 'candidate', candidate: ['c'] },
      { command: 'candidate', candidate: ['c'] },
    ],
    [
      { command: 'candidate', candidates: ['c'] },
      { command: 'candidate', candidate: ['c'] },
    ],
    [
      { command: 'refer', target: 'desk' },
      { command: 'refer', target: 'desk' },
    ],
    [
      { command: 'refer', caller: 'a', callee: 'desk' },
      { command: 'refer', target: 'desk' },
    ],
    [
      { command: 'interrupt', fade_out_ms: 100 },
      { command: 'interrupt', fadeOutMs: 100 },
    ],
    [
      { command: 'tts', text: 'hi', speaker: null, unknown: 1 },
      { command: 'tts', text: 'hi' },
    ],
  ])('%j is %j', (message, command) => {
    expect(commandOf(message)).toEqual(command);
  });

  it('may be any command of the set', () => {
    for (const command of commandNames) {
      const parsed = parse({ command });
      expect(parsed.ok || parsed.code).not.toBe('protocol.unknownCommand');
    }
  });

  it.each([
    ['flat, with an offer', { command: 'invite', sdp: 'v=0' }, true],
    ['flat, with a callee', { command: 'invite', callee: 'main' }, true],
    ['flat, with nothing', { command: 'invite' }, true],
    ['with an option', { command: 'invite', option: { offer: 'v=0' } }, false],
    ['with an empty option', { command: 'invite', option: {} }, false],
    ['with a callee beside its option', { command: 'invite', callee: 'main', option: { offer: 'v=0' } }, true],
    ['with an option that is null', { command: 'invite', option: null }, true],
  ])('is an invite %s', (_what, message, isFlatInvite) => {
    expect(parse(message)).toMatchObject({ ok: true, isFlatInvite });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['half of it', '{"command":"tts"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a word', '"hangup"'],
    ['a field of the wrong kind', { command: 'tts', text: 5 }],
    ['a field that is missing', { command: 'tts' }],
    ['a text that is too long', { command: 'tts', text: 'x'.repeat(5_001) }],
    ['keys that are none', { command: 'dtmf', digits: 'hello' }],
    ['an invite whose option is none', { command: 'invite', option: 'v=0' }],
  ])('is refused as a bad message: %s', (_what, message) => {
    expect(parse(message)).toMatchObject({ ok: false, code: 'protocol.badMessage' });
  });

  it.each([{}, { command: 'levitate' }, { command: 7 }, { event: 'hangup' }, { command: 'toString' }])(
    'is refused as an unknown command: %j',
    (message) => {
      expect(parse(message)).toMatchObject({ ok: false, code: 'protocol.unknownCommand' });
    },
  );

  it('cannot reach what every object has', () => {
    expect(commandOf('{"__proto__":{"command":"hangup"}}')).toMatchObject({ code: 'protocol.unknownCommand' });
    expect(commandOf('{"command":"hangup","__proto__":{"reason":"x"}}')).toEqual({ command: 'hangup' });
  });

  it('names the field that is wrong, and no more of an unknown name than fits', () => {
    expect(parse({ command: 'tts', text: 5 })).toMatchObject({ problem: expect.stringMatching(/^tts: text: /) });
    expect(parse({ command: 'x'.repeat(1_000) })).toMatchObject({
      problem: `There is no command "${'x'.repeat(64)}".`,
    });
  });
});
