import { fuzzRuns } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TestCall } from '../../../calls/testing/test-call.js';
import { TestExchange } from '../../../calls/testing/test-exchange.js';
import { settle } from '../../../platform/settle.js';
import { type Chance, seededChance } from '../../seeded-chance.js';
import { createJambonzPlatform, type JambonzPlatform } from './index.js';
import { eventually, ScriptedApp } from './testing/scripted-app.js';
import { parseAppMessage } from './wire/messages.js';

let app: ScriptedApp;
let exchange: TestExchange;
let platform: JambonzPlatform;

beforeEach(async () => {
  app = await ScriptedApp.start();
  exchange = new TestExchange();
  let count = 0;
  platform = createJambonzPlatform({
    secret: async () => null,
    clock: exchange.clock,
    newId: () => `m${++count}`,
    allowPrivateHosts: ['127.0.0.1'],
  });
  exchange.applicationDriverOf = (application, workspaceId, log) => {
    if (application.kind !== 'jambonz') throw new Error('not of this test');
    return platform.driverOf(application, workspaceId, log);
  };
  exchange.line('app', null, { application: { kind: 'jambonz', url: app.url } });
});

afterEach(async () => {
  await exchange.finish();
  await platform.close();
  await app.stop();
});

const strange: readonly unknown[] = [
  ...[null, '', -1, 0, 1e99, true, [], {}, [[]], 'x'.repeat(500), '\u0000', '⟦id⟧', '../..', 'http://'],
  ...[{ url: 5 }, { call_sid: 5 }, ['digits', 'speech'], 'forever', '__proto__'],
];

const verbs: readonly object[] = [
  { verb: 'say', text: 'Hello', loop: 2, synthesizer: { vendor: 'default', language: 'en-US', voice: 'a' } },
  { verb: 'play', url: 'prompt:jingle', timeoutSecs: 2, seekOffset: 8000, actionHook: '/played' },
  { verb: 'gather', input: ['digits', 'speech'], numDigits: 2, timeout: 3, actionHook: '/keys', say: { text: 'Key?' } },
  { verb: 'pause', length: 1 },
  { verb: 'dial', target: [{ type: 'phone', number: '+4930123' }], timeout: 2, actionHook: '/dialled' },
  { verb: 'conference', name: 'room', beep: true, actionHook: '/left' },
  { verb: 'enqueue', name: 'line', waitHook: '/wait', actionHook: '/left' },
  { verb: 'dequeue', name: 'line', timeout: 1 },
  { verb: 'leave' },
  { verb: 'redirect', actionHook: '/next' },
  { verb: 'listen', url: '/audio', mixType: 'stereo', sampleRate: 8000, metadata: { a: 1 }, maxLength: 1 },
  { verb: 'transcribe', transcriptionHook: '/words', recognizer: { vendor: 'default', hints: ['yes'] } },
  { verb: 'dub', action: 'addTrack', track: 'music', play: 'prompt:jingle', loop: true },
  { verb: 'dtmf', dtmf: '12#', duration: 100 },
  { verb: 'message', to: '+1', from: '+2', text: 'Hi', actionHook: '/sent' },
  { verb: 'tag', data: { a: 'b' } },
  { verb: 'alert', message: '180 Ringing' },
  { verb: 'answer' },
  { verb: 'sip:refer', referTo: 'sip:a@b.example', actionHook: '/referred', eventHook: '/event' },
  { verb: 'sip:request', method: 'INFO', body: 'x', actionHook: '/asked' },
  {
    verb: 'config',
    notifyEvents: true,
    record: { action: 'startCallRecording' },
    bargeIn: { enable: true, input: ['digits'] },
  },
  { verb: 'config', ttsStream: { enable: true } },
  { verb: 'openai_s2s', llmOptions: {}, actionHook: '/over' },
  { verb: 'hangup' },
];

const commands: readonly (readonly [name: string, data: unknown])[] = [
  ['redirect', { call_hook: '/a', child_call_hook: '/b', parent_call: [], child_call: [] }],
  ['mute:status', { mute_status: 'mute' }],
  ['conf:mute-status', { conf_mute_status: 'unmute' }],
  ['conf:participant-action', { action: 'mute' }],
  ['listen:status', { listen_status: 'pause' }],
  ['transcribe:status', { transcribe_status: 'resume' }],
  ['record', { action: 'startCallRecording' }],
  ['whisper', { whisper: { verb: 'say', text: 'Psst' } }],
  ['sip:request', { sip_request: { method: 'INFO', content_type: 'text/plain', content: 'x' } }],
  ['dtmf', { dtmf: { digit: '1', duration: 100 } }],
  ['dub', { action: 'silenceTrack', track: 'music' }],
  ['config', { notifyEvents: false }],
  ['llm:update', { type: 'x' }],
  ['tts:tokens', { id: 1, tokens: 'Good day. ' }],
  ['tts:flush', undefined],
  ['tts:clear', undefined],
];

/** An object with one of its fields changed. */
const bent = (one: object, below: Chance): object => {
  const names = Object.keys(one);
  return { ...one, [names[below(names.length)] ?? 'more']: strange[below(strange.length)] };
};

/** A verb as it should be, or one with something changed in it; the call is rarely hung up by it. */
const anyVerb = (below: Chance): object => {
  const verb = verbs[below(below(40) === 0 ? verbs.length : verbs.length - 1)] ?? {};
  return below(3) === 0 ? bent(verb, below) : verb;
};

const anyMessage = (below: Chance, msgid: string): object => {
  const list = Array.from({ length: below(3) + 1 }, () => anyVerb(below));
  const ways = [
    () => ({ type: 'ack', msgid, data: list }),
    () => ({ type: 'command', command: 'redirect', data: list, queueCommand: below(2) === 0 }),
    () => {
      const [command, data] = commands[below(commands.length)] ?? ['redirect', []];
      const told = typeof data === 'object' && data !== null && below(2) === 0 ? bent(data, below) : data;
      return { type: 'command', command, data: told, ...(below(10) === 0 && { callSid: 'other' }) };
    },
  ];
  const message = ways[below(ways.length)]?.() ?? {};
  return below(4) === 0 ? bent(message, below) : message;
};

/** As it is sent: whole, or with a few letters changed. */
const written = (below: Chance, msgid: string): string => {
  const text = JSON.stringify(anyMessage(below, msgid));
  if (below(3) > 0) return text;
  const at = below(text.length);
  return text.slice(0, at) + String.fromCharCode(32 + below(90)) + text.slice(at + below(4));
};

/** A call whose application has it wait. */
const begin = async (): Promise<TestCall> => {
  const call = await exchange.call('app');
  await app.begin({ verb: 'pause', length: 3600 });
  return call;
};

/** Sends a batch of messages. @returns how many of them can be parsed */
const send = async (below: Chance): Promise<number> => {
  const { socket } = app;
  let parsed = 0;
  for (let at = 0; at < BATCH; at += 1) {
    const text = written(below, app.heard.at(-1)?.msgid ?? 'none');
    if (parseAppMessage(text)) parsed += 1;
    socket.send(text);
    if (at % 50 === 0) await settle();
  }
  await eventually(() => socket.bufferedAmount === 0 || socket.readyState !== socket.OPEN);
  return parsed;
};

const RUNS = fuzzRuns(5_000);
/** As many as an application may send in ten seconds, with room for answers. */
const BATCH = 500;
const WINDOW_MS = 10_001;

it(`takes ${RUNS} messages of an application that are not as they should be, and lets go of every call`, {
  timeout: 1_200_000,
}, async () => {
  const below = seededChance(4_711);
  let parsed = 0;
  let call = await begin();
  for (let sent = 0; sent < RUNS; sent += BATCH) {
    if (call.isOver) call = await begin();
    parsed += await send(below);
    await exchange.pass(WINDOW_MS);
    app.forget();
  }
  if (!call.isOver) call.leg.vanish();
  await eventually(() => exchange.registry.liveCount === 0, 'The end of the calls');
  expect(parsed / RUNS).toBeGreaterThanOrEqual(0.2);
  expect(exchange.logged.filter((line) => line.includes('verb failed'))).toEqual([]);
});
