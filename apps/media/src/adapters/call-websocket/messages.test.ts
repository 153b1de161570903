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
      { command: 'refer', target: 'desk', options: { callerId: 'a' } },
    ],
    [
      {
        command: 'refer',
        callee: 'desk',
        options: { timeout: 20, moh: 'prompt:hold', autoHangup: false, callId: 'r' },
      },
      {
        command: 'refer',
        target: 'desk',
        referId: 'r',
        options: { timeoutMs: 20_000, music: 'prompt:hold', autoHangup: false },
      },
    ],
    [
      { command: 'refer', target: 'desk', options: { denoise: true, sip: { username: 'u', headers: { 'X-A': '1' } } } },
      { command: 'refer', target: 'desk', options: { headers: { 'X-A': '1' } } },
    ],
    [
      { command: 'hangup', reason: 'done', headers: { 'X-Reason': 'done' } },
      { command: 'hangup', reason: 'done', headers: { 'X-Reason': 'done' } },
    ],
    [
      { command: 'history', speaker: 'bot', text: 'Hello.' },
      { command: 'history', speaker: 'bot', text: 'Hello.' },
    ],
    [
      { command: 'tts', text: 'AAAA', base64: true, wait_input_timeout: 5000, cache_key: 'k' },
      { command: 'tts', text: '', sound: 'AAAA', waitInputTimeout: 5000, cacheKey: 'k' },
    ],
    [
      { command: 'tts', text: 'a', streaming: true, end_of_stream: true, option: { speaker: 301030, speed: 3 } },
      { command: 'tts', text: 'a', streaming: true, endOfStream: true, option: { speaker: '301030', speed: 2 } },
    ],
    [
      { command: 'play', url: 'prompt:x', autoHangup: true, waitInputTimeout: 100 },
      { command: 'play', url: 'prompt:x', autoHangup: true, waitInputTimeout: 100 },
    ],
    [
      { command: 'interrupt', graceful: true },
      { command: 'interrupt', graceful: true },
    ],
    [{ command: 'pause' }, { command: 'pause' }],
    [{ command: 'resume' }, { command: 'resume' }],
    [
      { command: 'reject', reason: 'busy', code: 486 },
      { command: 'reject', reason: 'busy', code: 486 },
    ],
    [
      { command: 'ringing', early_media: true, ringtone: 'prompt:ring', recorder: { sampleRate: 8000 } },
      { command: 'ringing', earlyMedia: true, ringtone: 'prompt:ring', recorder: { samplerate: 8000 } },
    ],
    [
      { command: 'accept', option: { eou: { timeout: 300, type: 'tencent' } } },
      { command: 'accept', option: { eou: { silence: 300 } } },
    ],
    [{ command: 'redirect', target: null }, { command: 'redirect' }],
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

  // Spec 0 §3, CallOption: what later clients send, and what is left of it.
  it.each<[string, object, object]>([
    ['denoise', { denoise: true }, { denoise: true }],
    ['offer, callee, caller', { offer: 'v=0', callee: 'a', caller: 'b' }, { offer: 'v=0', callee: 'a', caller: 'b' }],
    [
      'recorder',
      { recorder: { recorderFile: '{id}', samplerate: 16_000, ptime: 200, format: 'ogg' } },
      { recorder: { recorderFile: '{id}', samplerate: 16_000, format: 'opus' } },
    ],
    [
      'vad',
      {
        vad: {
          type: 'ten',
          samplerate: 16_000,
          speechPadding: 250,
          silencePadding: 100,
          ratio: 0.5,
          voiceThreshold: 0.5,
          silenceTimeout: 5000,
        },
      },
      {
        vad: { type: 'silero', speechPadding: 250, silencePadding: 100, voiceThreshold: 0.5, silenceTimeout: 5000 },
      },
    ],
    [
      'asr, as the Go client writes it',
      {
        asr: {
          provider: 'vosk',
          language: 'en-US',
          sampleRate: 16_000,
          appId: 'a',
          secretKey: 's',
          startWhenAnswer: true,
        },
      },
      { asr: { provider: 'vosk', language: 'en-US', startWhenAnswer: true } },
    ],
    [
      'tts',
      { tts: { provider: 'flite', samplerate: 16_000, speed: 1.2, volume: 5, speaker: 'slt', subtitle: true } },
      { tts: { provider: 'flite', language: 'en-US', speed: 1.2, speaker: 'slt' } },
    ],
    ['tts without a speed', { tts: { speed: 0 } }, { tts: { provider: 'flite', language: 'en-US' } }],
    ['handshakeTimeout, a number', { handshakeTimeout: 30 }, { handshakeTimeout: 30 }],
    ['handshakeTimeout, a text', { handshakeTimeout: '30' }, { handshakeTimeout: 30 }],
    ['handshakeTimeout with its unit', { handshakeTimeout: '2500ms' }, { handshakeTimeout: 2.5 }],
    ['handshakeTimeout, not set', { handshakeTimeout: '' }, {}],
    ['inactivityTimeout', { inactivityTimeout: 50 }, { inactivityTimeout: 50 }],
    [
      'enableIpv6, subscribe, codec',
      { enableIpv6: true, subscribe: true, codec: 'g722' },
      { enableIpv6: true, subscribe: true, codec: 'g722' },
    ],
    [
      'sip',
      {
        sip: {
          username: 'u',
          password: 'p',
          domain: 'pbx',
          contact: 'c',
          headers: { A: '1' },
          hangup_headers: { B: '2' },
          extract_headers: ['C'],
        },
      },
      {
        sip: {
          username: 'u',
          password: 'p',
          realm: 'pbx',
          contact: 'c',
          headers: { A: '1' },
          hangupHeaders: { B: '2' },
          extractHeaders: ['C'],
        },
      },
    ],
    ['extra', { extra: { order: '7', my_key: 'x' } }, { extra: { order: '7', my_key: 'x' } }],
    ['eou', { eou: { type: 'x', endpoint: 'y', timeout: 500 } }, { eou: { silence: 500 } }],
    ['what nobody knows', { ringbackDetection: { enabled: true }, realtime: { provider: 'x' }, later: 1 }, {}],
    [
      'snake_case',
      { handshake_timeout: 5, vad: { speech_padding: 1 } },
      { handshakeTimeout: 5, vad: { type: 'silero', speechPadding: 1 } },
    ],
  ])('says of a call: %s', (_what, option, understood) => {
    expect(commandOf({ command: 'invite', option })).toEqual({ command: 'invite', option: understood });
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
