import type { FakeJambonzOptions } from '@callwright/jambonz-server/testing';
import type { CommandOf } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { JambonzBench } from './jambonz-bench.js';

let bench: JambonzBench;
beforeEach(async () => {
  bench = await JambonzBench.open();
  bench.exchange.line('idle', null, { application: { kind: 'dialog', url: 'ws://example.com' } });
});
afterEach(async () => expect(await bench.close()).toEqual([]));

/** An answered call that nobody drives but the test. */
const begin = async (more: Partial<FakeJambonzOptions> = {}) => {
  const fake = await bench.call('idle', more);
  await bench.until(() => bench.exchange.registry.liveCount === 1);
  const [id] = bench.exchange.registry.liveIds;
  const call = id && bench.exchange.registry.get(id);
  if (!call) throw new Error('There is no call.');
  await call.execute({ command: 'accept' });
  await bench.until(() => bench.story.lines.some((line) => line.kind === 'event' && line.event.event === 'answer'));
  await bench.until(() => fake.status === 'in-progress');
  return { fake, call };
};
const question = {
  command: 'gather',
  gatherId: 'g',
  input: ['dtmf', 'speech'],
  prompt: { text: 'Sales or support?' },
  choices: [
    { id: 'sales', keys: '1', phrases: ['sales'] },
    { id: 'support', keys: '2', phrases: ['support', 'help'] },
  ],
  language: 'en-US',
  bargeIn: ['keys', 'speech'],
} satisfies CommandOf<'gather'>;
const named = (event: string, field: string, value: string) => () =>
  bench.told(event).some((one) => Reflect.get(one, field) === value);

describe('a question', () => {
  it('is asked by one verb, and answered by a key', async () => {
    const { fake, call } = await begin();
    await call.execute(question);
    await bench.until(() => fake.heard.includes('Sales or support?'));
    expect(fake.running).toMatchObject({
      verb: 'gather',
      numDigits: 1,
      recognizer: { hints: ['sales', 'support', 'help'] },
    });
    fake.press('2');
    await bench.until(named('gatherResult', 'gatherId', 'g'));
    expect(bench.told('gatherResult').at(-1)).toMatchObject({ reason: 'digits', digits: '2', choice: 'support' });
    expect(bench.told('dtmf')).toMatchObject([{ digit: '2', phase: 'start' }, { phase: 'end' }]);
    expect(bench.told('trackStart').at(-1)).toMatchObject({ playId: 'g' });
    expect(bench.told('interruption')).toMatchObject([{ playId: 'g', cause: 'keys' }]);
  });

  it('says its prompt, whose end is told when it is over', async () => {
    const { call } = await begin();
    await call.execute(question);
    await bench.until(named('trackEnd', 'playId', 'g'));
    expect(bench.told('gatherResult')).toEqual([]);
    expect(bench.told('trackEnd')).toMatchObject([{ durationMs: question.prompt.text.length * 20 }]);
  });

  it('is answered in words, which are told, too', async () => {
    const { fake, call } = await begin();
    await call.execute(question);
    await bench.until(() => fake.heard.includes('Sales or support?'));
    fake.say('I need help please');
    await bench.until(named('gatherResult', 'gatherId', 'g'));
    expect(bench.told('gatherResult').at(-1)).toMatchObject({ reason: 'speech', choice: 'support', confidence: 0.9 });
    expect(bench.told('transcriptionFinal')).toHaveLength(1);
  });

  it('that nobody answers times out', async () => {
    const { call } = await begin();
    await call.execute({ ...question, timeoutMs: 2_000 });
    await bench.until(named('gatherResult', 'gatherId', 'g'));
    expect(bench.told('gatherResult').at(-1)).toMatchObject({ reason: 'timeout' });
  });

  it('is interrupted by the next', async () => {
    const { fake, call } = await begin();
    await call.execute(question);
    await bench.until(() => fake.heard.includes('Sales or support?'));
    await call.execute({ ...question, gatherId: 'h' });
    await bench.until(() => fake.heard.filter((text) => text === 'Sales or support?').length === 2);
    expect(bench.told('gatherResult').at(-1)).toMatchObject({ gatherId: 'g', reason: 'interrupted' });
  });

  it('for a secret shows its digits to nobody', async () => {
    const { fake, call } = await begin();
    const { choices: _none, ...plain } = question;
    await call.execute({ ...plain, secret: true, maxDigits: 4, minDigits: 4 });
    await bench.until(() => fake.heard.includes('Sales or support?'));
    expect(fake.running).toMatchObject({ input: ['digits'] });
    fake.press('4711');
    await bench.until(named('gatherResult', 'gatherId', 'g'));
    const result = bench.told('gatherResult').at(-1);
    expect(result).toMatchObject({ reason: 'digits', digitCount: 4 });
    expect(call.vault.reveal(String(result && Reflect.get(result, 'secret')))).toBe('4711');
    expect(JSON.stringify(bench.story.lines) + bench.exchange.logged.join('')).not.toMatch(/4711|"digit":"4"/);
    await bench.exchange.pass(2_000);
  });
});

describe('what is played', () => {
  it('ends by itself, or by a command', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'tts', text: 'One.', playId: 'a' });
    await bench.until(named('trackEnd', 'playId', 'a'));
    await call.execute({ command: 'play', url: 'https://example.com/long.mp3', playId: 'b', loop: true });
    await bench.until(() => fake.heard.includes('https://example.com/long.mp3'));
    await call.execute({ command: 'interrupt' });
    await bench.until(() => fake.running === null);
    expect(bench.told('interruption')).toMatchObject([{ playId: 'b', cause: 'command' }]);
    expect(bench.told('trackEnd')).toMatchObject([{ playId: 'a' }, { playId: 'b', interrupted: true }]);
  });

  it('is stopped by a key where it may be', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'tts', text: 'A long story of many words.', playId: 'a', bargeIn: ['keys'] });
    await bench.until(() => fake.heard.at(-1) === 'A long story of many words.');
    fake.press('5');
    await bench.until(named('trackEnd', 'playId', 'a'));
    expect(bench.told('interruption')).toMatchObject([{ playId: 'a', cause: 'keys' }]);
    expect(bench.told('dtmf')[0]).toMatchObject({ digit: '5' });
  });

  it('in pieces is spoken by sentences, and ends with the last', async () => {
    const { fake, call } = await begin();
    const piece = (text: string, endOfStream = false) =>
      call.execute({ command: 'tts', text, playId: 'a', streaming: true, endOfStream });
    await piece('Good mor');
    await piece('ning. How');
    await bench.until(() => fake.heard.includes('Good morning.'));
    await bench.exchange.pass(3_000);
    expect(bench.told('trackEnd')).toEqual([]);
    await piece(' are you', true);
    await bench.until(named('trackEnd', 'playId', 'a'));
    expect(fake.heard.slice(-2)).toEqual(['Good morning.', 'How are you']);
  });

  it('is refused where jambonz cannot fetch it', async () => {
    const { call } = await begin();
    await expect(call.execute({ command: 'play', url: 'recording:m' })).rejects.toMatchObject({
      code: 'protocol.unsupported',
    });
    await expect(call.execute({ command: 'pause' })).rejects.toMatchObject({ code: 'protocol.unsupported' });
  });

  it('is offered at an address of ours where it is ours, for as long as the call lasts', async () => {
    const { fake, call } = await begin();
    bench.prompts.set('prompt:menu', Buffer.from('a recording'));
    await call.execute({ command: 'play', url: 'prompt:menu', playId: 'p' });
    await bench.until(() => fake.heard.length === 1);
    await call.execute({ command: 'play', url: 'prompt:gone' });
    await bench.until(() => fake.heard.length === 2);
    const [menu = '', gone = ''] = fake.heard;
    expect(menu).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/jambonz\/idle\/prompt\/[a-z0-9-]+\/0\.wav$/);
    const fetched = await fetch(menu);
    expect(fetched.headers.get('content-type')).toBe('audio/wav');
    expect(await fetched.text()).toBe('a recording');
    expect((await fetch(gone)).status).toBe(404);
    expect((await fetch(menu.replace('/0.wav', '/7.wav'))).status).toBe(404);
    expect((await fetch(menu, { method: 'POST' })).status).toBe(405);
    fake.hangUp();
    await bench.until(() => bench.story.end !== null);
    expect((await fetch(menu)).status).toBe(404);
  });

  it('ends the call when that was asked for', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'tts', text: 'Bye.', playId: 'a', autoHangup: true });
    await bench.until(() => fake.hasEnded);
    await bench.until(() => bench.story.end !== null);
    expect(bench.story.end).toMatchObject({ reason: 'autohangup', initiator: 'system' });
  });
});

describe('who is joined there', () => {
  it('is dialled one after another, and told of', async () => {
    const { fake, call } = await begin();
    const targets = [{ target: '+49 30 1234567' }, { target: 'sip:a@example.com', timeoutMs: 5_000 }];
    await call.execute({ command: 'dial', dialId: 'd', targets, order: 'oneAfterAnother' });
    await bench.until(() => fake.running?.verb === 'dial');
    expect(fake.running).toMatchObject({ target: [{ type: 'phone', number: '+49301234567' }] });
    fake.finish({ dial_call_status: 'busy', dial_sip_status: 486 });
    await bench.until(() => JSON.stringify(fake.running).includes('sip:a@example.com'));
    fake.tell(
      'call:status',
      { call_sid: 'child', parent_call_sid: fake.info.call_sid, call_status: 'in-progress', to: 'a' },
      'child',
    );
    await bench.until(named('dialResult', 'status', 'answered'));
    await bench.exchange.pass(3_000);
    fake.finish({ dial_call_status: 'completed', dial_sip_status: 200 });
    await bench.until(named('dialResult', 'status', 'ended'));
    expect(bench.told('dialResult').map((one) => Reflect.get(one, 'status'))).toEqual(['trying', 'answered', 'ended']);
    expect(bench.told('dialResult').at(-1)).toMatchObject({ target: 'sip:a@example.com' });
  });

  it('is asked for of the destination policy first, which says why not', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'dial', dialId: 'd', targets: [{ target: '+15550100' }] });
    await bench.until(named('dialResult', 'status', 'failed'));
    expect(bench.told('dialResult').at(-1)).toMatchObject({
      code: 403,
      reason: expect.stringContaining('not be called'),
    });
    await call.execute({ command: 'refer', target: 'sip:a@evil.example', referId: 'r', options: { mode: 'sip' } });
    await bench.until(named('referStatus', 'status', 'failed'));
    const native = (payload: CommandOf<'native'>['payload']) =>
      call.execute({ command: 'native', protocol: 'jambonz', payload });
    const dial = { verb: 'dial', target: [{ type: 'phone', number: '+15550100' }] };
    const refer = { verb: 'sip:refer', referTo: 'sip:a@evil.example' };
    for (const payload of [dial, [refer], { command: 'redirect', data: [dial] }, { command: 'dial', data: dial }])
      await expect(native(payload)).rejects.toMatchObject({ code: 'call.notAllowed' });
    expect(bench.exchange.refusedDials).toHaveLength(6);
    expect(fake.begun.map(({ verb }) => verb)).not.toContain('dial');
  });

  it('goes to the next where one of several may not be called', async () => {
    const { fake, call } = await begin();
    const targets = [{ target: '+15550100' }, { target: '030 1234567' }];
    await call.execute({ command: 'dial', dialId: 'd', targets, order: 'oneAfterAnother' });
    await bench.until(() => fake.running?.verb === 'dial');
    expect(fake.running).toMatchObject({
      target: [{ type: 'phone', number: '+49301234567' }],
      timeLimit: expect.any(Number),
    });
    fake.finish({ dial_call_status: 'completed', dial_sip_status: 200 });
    await bench.until(named('dialResult', 'status', 'ended'));
    expect(bench.told('dialResult').at(-1)).toMatchObject({ target: '030 1234567' });
  });

  it('may be told something first', async () => {
    const { fake, call } = await begin();
    const options = { mode: 'attended', announce: 'A call for you.' } as const;
    await call.execute({ command: 'refer', target: '+49301234567', referId: 'r', options });
    await bench.until(() => fake.running?.verb === 'dial');
    const [{ confirmHook }] = [fake.running as { confirmHook?: string }];
    const asked = fake.ask('dial:confirm', String(confirmHook));
    await bench.until(() => true);
    expect(await asked).toMatchObject([{ verb: 'say', text: 'A call for you.' }]);
    fake.finish({ dial_call_status: 'no-answer' });
    await bench.until(named('referStatus', 'status', 'noAnswer'));
  });

  it.each([
    ['busy', { refer_status: 486 }],
    ['answered', { refer_status: 202, final_referred_call_status: 200 }],
  ])('by a true REFER is %s', async (status, result) => {
    const { fake, call } = await begin();
    await call.execute({ command: 'refer', target: 'sip:a@example.com', referId: 'r', options: { mode: 'sip' } });
    await bench.until(() => fake.running?.verb === 'sip:refer');
    fake.finish(result);
    await bench.until(named('referStatus', 'status', status));
  });

  it('waits in a queue no longer than it may', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'enqueue', queueId: 'q', queue: 'support', maxWaitMs: 5_000 });
    await bench.until(() => fake.running?.verb === 'enqueue');
    await bench.until(named('queueResult', 'status', 'timeout'));
    await bench.until(() => fake.running === null);
  });

  it('hears its place and what is said in the queue, whenever jambonz asks', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'enqueue', queueId: 'q', queue: 'support' });
    await bench.until(() => bench.told('queueResult').some((one) => Reflect.get(one, 'position') === 1));
    await call.execute({ command: 'tts', text: 'You are next.', playId: 'place' });
    await bench.until(named('trackEnd', 'playId', 'place'));
    expect([fake.running?.verb, fake.heard.at(-1), fake.breaches]).toEqual(['enqueue', 'You are next.', []]);
  });

  it('is in a conference until it leaves, and may be muted there', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'conference', conferenceId: 'c', room: 'all', role: 'listener' });
    await bench.until(() => fake.running?.verb === 'conference');
    expect(fake.running).toMatchObject({ name: 'all', joinMuted: true });
    await call.execute({ command: 'mute' });
    await call.execute({ command: 'dtmf', digits: '1', dtmfId: 'k' });
    await bench.until(() => fake.commands.length >= 2);
    expect(fake.commands.slice(-2)).toMatchObject([
      { command: 'mute:status', data: { mute_status: 'mute' } },
      { command: 'dtmf', data: { dtmf: { digit: '1' } } },
    ]);
    await call.execute({ command: 'leave', id: 'c' });
    await bench.until(named('conferenceEvent', 'status', 'left'));
    await bench.until(() => fake.running === null);
  });
});

describe('everything else', () => {
  it('sends keys by a verb, and tells when they are out', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'dtmf', digits: '12#', dtmfId: 'k' });
    await bench.until(named('dtmfSent', 'dtmfId', 'k'));
    expect(fake.begun).toContainEqual({ verb: 'dtmf', dtmf: '12#', duration: 100 });
  });

  it('takes verbs and commands as they are, but none there are not', async () => {
    const { fake, call } = await begin();
    const native = (payload: CommandOf<'native'>['payload']) =>
      call.execute({ command: 'native', protocol: 'jambonz', payload });
    await native([{ verb: 'pause', length: 5 }]);
    await bench.until(() => fake.running?.verb === 'pause');
    await native({ command: 'boostAudioSignal', data: '3' });
    await bench.until(() => fake.commands.some(({ command }) => command === 'boostAudioSignal'));
    const bad: CommandOf<'native'>['payload'][] = [{ verb: 'levitate' }, [], 'say', { command: 'explode' }];
    for (const payload of bad) await expect(native(payload)).rejects.toMatchObject({ code: 'protocol.badMessage' });
  });

  it('of a text too long for one message comes in several', async () => {
    const { fake, call } = await begin({ letterMs: 0.1 });
    for (let count = 0; count < 8; count += 1)
      await call.execute({ command: 'tts', text: `${count}${'x'.repeat(4_900)}.`, playId: 'long' });
    await bench.until(named('trackEnd', 'playId', 'long'));
    expect(
      fake.heard
        .slice(-8)
        .map((text) => text[0])
        .join(''),
    ).toBe('01234567');
  });

  it('tells what jambonz could not do', async () => {
    const { fake, call } = await begin();
    await call.execute({ command: 'play', url: 'https://example.com/gone.mp3', playId: 'p' });
    await bench.until(() => fake.heard.length === 1);
    fake.tell('jambonz:error', { error: 'no such file', verb: 'play' });
    await bench.until(() => bench.told('error').length === 1);
    expect(bench.told('error')).toMatchObject([{ playId: 'p' }]);
  });

  it('of what no flow can act on is noted, and a model that wants something done is told that nobody does it', async () => {
    const { fake } = await begin();
    fake.tell('queue:status', { queue_sid: 'q', length: 3 });
    fake.tell('llm:event', { type: 'response.done' });
    fake.tell('tts:streaming-event', { event_type: 'stream_open' });
    fake.tell('tts:tokens-result', { id: 1, status: 'ok' });
    fake.tell('llm:tool-call', { tool_call_id: 't1', name: 'weather', args: {} });
    fake.tell('tts:tokens-result', { id: 2, status: 'failed', reason: 'full' });
    await bench.until(() => bench.told('error').length === 2);
    expect(bench.told('error')).toMatchObject([
      { sender: 'jambonz', code: 'protocol.unsupported', error: expect.stringContaining('weather') },
      { sender: 'jambonz', code: 'protocol.unsupported' },
    ]);
    await bench.until(() => fake.commands.some(({ command }) => command === 'llm:tool-output'));
    expect(fake.commands.find(({ command }) => command === 'llm:tool-output')).toMatchObject({
      tool_call_id: 't1',
      data: { error: expect.any(String) },
    });
    expect(bench.story.end).toBeNull();
  });

  it('that nobody understands leaves the call as it is', async () => {
    const { fake } = await begin();
    for (const text of ['{', '[]', '{"type":"levitate","msgid":"a","call_sid":"b"}', '{"type":"session:new"}'])
      fake.sendRaw(text);
    fake.sendRaw(Buffer.from([1, 2, 3]));
    fake.tell('verb:status', { event: 'finished' });
    fake.tell('call:status', { call_status: 'in-progress' });
    await bench.exchange.pass(1_000);
    expect(bench.story.end).toBeNull();
    expect(fake.closeCode).toBeNull();
  });

  it('is declined with a code before the answer', async () => {
    const fake = await bench.call('idle');
    await bench.until(() => bench.exchange.registry.liveCount === 1);
    const [id] = bench.exchange.registry.liveIds;
    const call = id && bench.exchange.registry.get(id);
    await bench.until(() => bench.told('session').length === 1);
    if (call) await call.execute({ command: 'reject', reason: 'Busy Here', code: 486 });
    await bench.until(() => fake.hasEnded);
    expect(fake.begun).toMatchObject([{ verb: 'sip:decline', status: 486, reason: 'Busy Here' }]);
  });
});

describe('the sound of a call', () => {
  it('comes by a socket of its own into our stream: the caller left, our side right; its keys, too', async () => {
    const { fake } = await begin();
    const config = fake.begun.find((verb) => verb.verb === 'config');
    const path = config && 'listen' in config && config.listen ? String(Reflect.get(config.listen, 'url')) : '';
    const socket = new WebSocket(`ws://127.0.0.1:${bench.port}${path}`, ['audio.drachtio.org']);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ callSid: fake.info.call_sid, sampleRate: 8000, mixType: 'stereo' }));
    // Cut in the middle of a sample: left 1, right 2, left 3, right 4.
    const bytes = Buffer.from([1, 0, 2, 0, 3, 0, 4, 0]);
    socket.send(bytes.subarray(0, 3));
    socket.send(bytes.subarray(3));
    const [id] = bench.exchange.registry.liveIds;
    if (!id) throw new Error('There is no call.');
    const heard = () =>
      Buffer.concat((bench.exchange.sound.caller(id).legs.frames?.heard ?? []).map((part) => Buffer.from(part)));
    await bench.until(() => heard().length === 4);
    expect([...heard()]).toEqual([1, 0, 3, 0]);
    const mono = new WebSocket(`ws://127.0.0.1:${bench.port}${path}`, ['audio.jambonz.org']);
    mono.once('open', () => mono.send(JSON.stringify({ callSid: 'x', sampleRate: 8000, mixType: 'mono' })));
    expect(await new Promise((resolve) => mono.once('close', resolve))).toBe(1008);
    const strange = new WebSocket(`ws://127.0.0.1:${bench.port}/jambonz/patient/recording/guess`, [
      'audio.jambonz.org',
    ]);
    const refused = await new Promise((resolve) => strange.once('error', (error) => resolve(error.message)));
    expect(refused).toContain('401');
    socket.close();
  });
});
