import { drawFlow } from '@callwright/flow-engine/testing';
import { type CallOption, type Scope, type SessionEvent, workspaceId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallClient } from './call-client.js';
import type { Principal, TelephonePrincipal } from './principal.js';
import type { FakeLegOptions } from './testing/fake-leg.js';
import type { TestCall } from './testing/test-call.js';
import { HOME, TestExchange } from './testing/test-exchange.js';

const byTelephone: Partial<FakeLegOptions> = {
  capabilities: ['earlyMedia', 'bridge', 'keysIn'],
  headers: { 'X-Order': '7' },
  from: '+12025550100',
};
const hook = 'https://hooks.example/calls';
const keyOf = (...scopes: readonly Scope[]): Principal => ({ kind: 'key', workspaceId: HOME, scopes });
const ASR_LATER = { provider: 'soundswallower', language: 'en-US', startWhenAnswer: false };
const agent = keyOf('calls:control');
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
  exchange.line('desk', null);
});
afterEach(() => exchange.finish());

/** A call by a trunk to the line `desk`. */
const rings = (otherwise: TelephonePrincipal['otherwise'] = null): Promise<TestCall> => {
  const line = { kind: 'endpoint', name: 'desk' } as const;
  const who = { kind: 'telephone', workspaceId: HOME, trunkId: null, userId: null, line, otherwise } as const;
  return exchange.begin(exchange.leg('desk', byTelephone), who);
};

class Client implements CallClient {
  readonly events: SessionEvent[] = [];
  readonly gone = new AbortController();
  closeCount = 0;
  readonly signal = this.gone.signal;
  readonly send = (event: SessionEvent): void => void this.events.push(event);
  readonly close = async (): Promise<void> => {
    this.closeCount += 1;
  };
  get told() {
    return this.events.map(({ event }) => event);
  }
}
const comesFor = (call: TestCall, principal = agent) => {
  const client = new Client();
  return { client, session: exchange.registry.claim(call.id, principal, client) };
};
const rejection = ({ leg }: TestCall) => leg.named('reject').map(({ code }) => code);
const greeting = drawFlow({ steps: { bye: ['hangup', { text: 'Welcome.' }] } });

describe('a telephone call to a line without a flow', () => {
  it('rings until a client comes, who is told who calls, and decides', async () => {
    const call = await rings();
    await exchange.pass(5_000);
    expect(call.told.slice(0, 3)).toEqual(['session', 'ringing', 'incoming']);
    expect(call.leg.named('answer')).toEqual([]);
    expect([call.story.start?.flow, call.story.start?.endpointId]).toEqual([null, 'line-desk']);
    const { client, session } = comesFor(call);
    expect(session?.callId).toBe(call.id);
    expect(client.told).toEqual(call.told);
    expect(client.events[2]).toMatchObject({
      ...{ caller: '+12025550100', callee: 'desk', headers: { 'X-Order': '7' } },
    });
    await call.asks({ command: 'ringing', ringtone: 'prompt:music' });
    await call.asks({ command: 'accept' });
    await exchange.pass(100);
    await call.asks({ command: 'tts', text: 'Hello.', playId: 'p' });
    await exchange.until(() => call.caller.heard.includes('Hello.'));
    expect(call.leg.named('answer')).toHaveLength(1);
    // Well after nobody would have come.
    await exchange.pass(30_000);
    expect(call.isOver).toBe(false);
    await call.asks({ command: 'hangup' });
    await exchange.until(() => call.isOver);
    expect([client.told.at(-1), client.closeCount, call.story.end?.outcome]).toEqual(['hangup', 1, 'completed']);
  });

  it('is rejected by the client with a code', async () => {
    const call = await rings();
    comesFor(call);
    await call.asks({ command: 'reject', code: 486, reason: 'busy' });
    await exchange.until(() => call.isOver);
    expect([rejection(call), call.story.end?.reason]).toEqual([[486], 'busy']);
  });

  it('is nobody else to have: no stranger, no other workspace, no key without the scope, no second client', async () => {
    const call = await rings();
    const abroad: Principal = { kind: 'key', workspaceId: workspaceId.parse('abroad'), scopes: ['calls:control'] };
    expect([comesFor(call, { kind: 'stranger' }).session, comesFor(call, abroad).session]).toEqual([null, null]);
    expect(() => comesFor(call, keyOf('calls:start', 'calls:dial'))).toThrow(
      expect.objectContaining({ code: 'auth.forbidden' }),
    );
    const first = comesFor(call);
    const second = comesFor(call);
    expect([first.session === null, second.session]).toEqual([false, null]);
    expect(second.client.events).toEqual([]);
  });

  it('is asked nothing of before somebody has come', async () => {
    const call = await rings();
    await call.asks({ command: 'accept' });
    expect([call.errors, call.leg.named('answer')]).toEqual([['call.notDriver'], []]);
  });

  it('has nobody when nobody comes: the caller is told so', async () => {
    const call = await rings();
    await exchange.pass(19_000);
    expect(call.isOver).toBe(false);
    await exchange.pass(1_000);
    expect([rejection(call), call.story.end]).toMatchObject([[480], { reason: 'noAnswer', outcome: 'failed' }]);
    expect(comesFor(call).session).toBeNull();
  });

  it('is refused as its number says when nobody comes', async () => {
    const call = await rings({ kind: 'reject', code: 404 });
    await exchange.pass(20_000);
    expect(rejection(call)).toEqual([404]);
  });

  it('goes where its number says when nobody comes: to another line', async () => {
    exchange.line('main', greeting);
    const call = await rings({ kind: 'line', line: { kind: 'endpoint', name: 'main' } });
    await exchange.pass(20_000);
    expect(comesFor(call).session).toBeNull();
    await exchange.until(() => call.isOver);
    expect([call.caller.heard, call.told.includes('answer')]).toEqual([['Welcome.'], true]);
    expect(call.story.end).toMatchObject({ outcome: 'completed' });
  });

  it('goes where its number says when nobody comes: to a telephone', async () => {
    const line = { kind: 'dial', target: '+12025550123', callerId: null } as const;
    const call = await rings({ kind: 'line', line });
    await exchange.pass(20_000);
    const phone = await exchange.phone('+12025550123');
    expect(call.leg.named('answer')).toEqual([]);
    await phone.answers();
    await exchange.pass(100);
    expect([call.leg.named('answer').length, call.caller.hears]).toEqual([1, [phone.callId]]);
    phone.vanishes();
    await exchange.until(() => call.isOver);
  });

  it('is refused when nothing answers where its number leads instead', async () => {
    const call = await rings({ kind: 'line', line: { kind: 'endpoint', name: 'nowhere' } });
    await exchange.pass(20_000);
    expect(rejection(call)).toEqual([480]);
  });

  it('is over when the caller gives up while it waits', async () => {
    const call = await rings();
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    expect([call.story.end?.outcome, comesFor(call).session]).toEqual(['abandoned', null]);
  });
});

describe('the sound of a telephone call that a client accepts', () => {
  const performed = (call: TestCall) =>
    exchange.sound.performed.flatMap(({ callId, command }) => (callId === call.id ? [command] : []));

  it('hears, speaks and is recorded as the client says', async () => {
    const call = await rings();
    comesFor(call);
    const option: CallOption = {
      vad: { type: 'webrtc', voiceThreshold: 0.7 },
      asr: { provider: 'soundswallower', language: 'de-DE' },
      tts: { provider: 'espeak', language: 'de-DE', speaker: 'anna' },
      recorder: { format: 'mp3', channels: 'mono' },
    };
    await call.asks({ command: 'accept', option });
    await exchange.pass(100);
    const { vad, asr, tts, recorder } = option;
    expect(performed(call)).toMatchObject([
      { command: 'vad', action: 'start', option: vad },
      { command: 'asr', action: 'start', option: asr },
      { command: 'record', action: 'start', option: recorder },
    ]);
    await call.asks({ command: 'tts', text: 'Guten Tag.', option: { speed: 1.5 } });
    expect(performed(call).at(-1)).toMatchObject({ text: 'Guten Tag.', option: { ...tts, speed: 1.5 } });
    await call.asks({ command: 'gather', gatherId: 'g', input: ['dtmf'], prompt: { text: 'Bitte?' } });
    await exchange.pass(100);
    expect(performed(call).at(-1)).toMatchObject({ command: 'tts', text: 'Bitte?', option: tts });
  });

  it('is recorded from the answer on, as the line says, when the client says nothing', async () => {
    exchange.line('desk', null, { defaults: { recorder: { format: 'opus' } } });
    const [accepted, ringing] = [await rings(), await rings()];
    comesFor(accepted);
    await exchange.pass(3_000);
    expect(performed(accepted)).toEqual([]);
    await accepted.asks({ command: 'accept' });
    await exchange.pass(1_000);
    expect(performed(accepted)).toEqual([{ command: 'record', action: 'start', option: { format: 'opus' } }]);
    for (const call of [accepted, ringing]) call.leg.vanish();
    await exchange.until(() => accepted.isOver && ringing.isOver);
    expect(accepted.story.end?.recording).toMatchObject({ durationMs: 1_000 });
    expect(ringing.story.end?.recording).toBeNull();
  });

  it.each<[string, CallOption]>([
    ['the client does not want it', { recorder: { startWhenAnswer: false } }],
    ['it waits for a command', { recorder: { startWhenAnswer: false }, asr: ASR_LATER }],
  ])('is not recorded when %s', async (_, option) => {
    const call = await rings();
    comesFor(call);
    await call.asks({ command: 'accept', option });
    await exchange.pass(100);
    expect(performed(call).filter(({ command }) => command === 'record')).toEqual([]);
    if (option.asr) expect(performed(call).map((one) => 'action' in one && one.action)).toEqual(['start', 'stop']);
  });

  it('keeps the account of the client to itself', async () => {
    const call = await rings();
    comesFor(call);
    await call.asks({ command: 'accept', option: { sip: { username: 'ada', password: 'swordfish-42' } } });
    expect(JSON.stringify([call.story, exchange.logged, call.leg.events])).not.toContain('swordfish');
  });
});

describe('a client who vanishes from a telephone call', () => {
  it('ends it', async () => {
    const [ringing, talking] = [await rings(), await rings()];
    const clients = [comesFor(ringing), comesFor(talking)];
    await talking.asks({ command: 'accept' });
    await exchange.pass(100);
    for (const { client } of clients) client.gone.abort();
    await exchange.until(() => ringing.isOver && talking.isOver);
    expect([rejection(ringing), ringing.story.end?.reason]).toEqual([[480], 'transport']);
    expect([rejection(talking), talking.story.end?.reason]).toEqual([[], 'transport']);
  });

  it.each(['before the answer', 'after it'])('leaves it to the flow that the line has by then, %s', async (when) => {
    const call = await rings();
    const { client } = comesFor(call);
    if (when === 'after it') {
      await call.asks({ command: 'accept' });
      await exchange.pass(100);
      await call.asks({ command: 'tts', text: 'A very long speech that nobody wants to hear to its end.' });
    }
    exchange.line('desk', greeting);
    client.gone.abort();
    await exchange.until(() => call.isOver);
    expect(call.caller.heard.at(-1)).toBe('Welcome.');
    expect([call.path, call.story.end?.outcome]).toEqual([['bye'], 'completed']);
    expect(client.told).not.toContain('hangup');
  });

  it('ends it although the line has a flow, when the caller talks to somebody', async () => {
    const call = await rings();
    const { client } = comesFor(call);
    await call.asks({ command: 'dial', dialId: 'd', targets: [{ target: '+12025550123' }] });
    const phone = await exchange.phone('+12025550123');
    await phone.answers();
    await exchange.until(() => call.session.talkRoom !== null);
    exchange.line('desk', greeting);
    client.gone.abort();
    await exchange.until(() => call.isOver && exchange.stories.of(phone.callId).end !== null);
    expect(call.path).toEqual([]);
  });
});

describe('a server that wants to be told of calls', () => {
  beforeEach(() => exchange.line('desk', null, { webhookUrl: hook }));

  it('is told who calls whom, with the headers and the offer', async () => {
    exchange.services.answer = () => ({ status: 200, body: '' });
    const call = await rings();
    const [request] = exchange.services.requests;
    expect(request).toMatchObject({ method: 'POST', url: hook });
    expect(JSON.parse(String(request?.body))).toEqual({
      dialogId: call.id,
      createdAt: '2023-11-14T22:13:20.000Z',
      caller: '+12025550100',
      callee: 'desk',
      event: 'invite',
      headers: ['X-Order: 7'],
      offer: '',
    });
    expect(call.story.lines.some(({ kind }) => kind === 'problem')).toBe(false);
  });

  it.each([
    ['is not there', null],
    ['fails', 500],
  ])('and %s is a line in the story, and others may still come', async (_, status) => {
    if (status !== null) exchange.services.answer = () => ({ status, body: '' });
    const call = await rings();
    expect(call.story.lines.filter(({ kind }) => kind === 'problem')).toMatchObject([{ code: 'http.network' }]);
    const { session } = comesFor(call);
    await call.asks({ command: 'accept' });
    expect([session === null, call.leg.named('answer').length]).toEqual([false, 1]);
  });
});
