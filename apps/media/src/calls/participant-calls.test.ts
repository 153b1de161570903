import { drawFlow } from '@callwright/flow-engine/testing';
import { type Command, SERVER_TRACK, type TrackId, trackId } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAKE_OFFER } from './testing/fake-leg.js';
import { controller, TestExchange } from './testing/test-exchange.js';

const patient = drawFlow({
  steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }], end: ['hangup'] },
  lines: [['ask', 'yes', 'end']],
});
let exchange: TestExchange;

beforeEach(() => {
  exchange = new TestExchange();
  exchange.line('patient', patient);
});
afterEach(() => exchange.finish());

describe('a client that takes part in the call of a flow', () => {
  const forbidden: readonly Command[] = [
    { command: 'tts', text: 'I am in charge.' },
    { command: 'play', url: 'prompt:jingle' },
    { command: 'interrupt' },
    { command: 'refer', target: 'elsewhere' },
    { command: 'gather', gatherId: 'g', input: ['dtmf'] },
    { command: 'asr', action: 'stop' },
    { command: 'vad', action: 'stop' },
    { command: 'record', action: 'stop' },
    { command: 'dtmf', digits: '1' },
    { command: 'mute' },
    { command: 'mute', trackId: SERVER_TRACK },
    { command: 'unmute', trackId: SERVER_TRACK },
  ];

  it.each(forbidden)('may not ask for $command $trackId, with whatever key', async (command) => {
    const call = await exchange.call('patient', controller);
    const before = call.story.lines.length;
    await call.asks({ ...command, commandId: 'mine' });
    expect(call.leg.named('error')).toMatchObject([
      { code: 'call.notDriver', sender: command.command, commandId: 'mine' },
    ]);
    expect(call.story.lines.slice(before)).toMatchObject([{ kind: 'problem', code: 'call.notDriver' }]);
    expect(call.isOver).toBe(false);
  });

  it('may send candidates, and mute and unmute its own track', async () => {
    const call = await exchange.call('patient');
    const own: TrackId = trackId.parse(call.id);
    await call.asks({ command: 'candidate', candidate: ['candidate:1 1 udp 1 127.0.0.1 9 typ host'] });
    await exchange.until(() => call.caller.heard.length === 1);
    await call.asks({ command: 'mute', trackId: own });
    call.caller.says('yes');
    await exchange.pass(5_000);
    expect(call.path).toEqual(['ask']);
    await call.asks({ command: 'unmute', trackId: own });
    call.caller.says('yes');
    await exchange.until(() => call.isOver);
    expect(call.errors).toEqual([]);
    expect(call.leg.named('ack').map(({ command }) => command)).toEqual(['candidate', 'mute', 'unmute']);
  });

  it('is refused a second invite for what it is', async () => {
    const call = await exchange.call('patient');
    await call.asks({ command: 'invite', sdp: FAKE_OFFER });
    expect(call.errors).toEqual(['call.alreadyInvited']);
    expect(call.isOver).toBe(false);
  });

  it('may hang up, for itself and in its own name', async () => {
    const call = await exchange.call('patient');
    await call.asks({ command: 'hangup', reason: 'enough', initiator: 'system' });
    await exchange.until(() => call.isOver);
    expect(call.story.end).toMatchObject({ reason: 'enough', initiator: 'caller', outcome: 'abandoned' });
    expect(call.told.slice(-2)).toEqual(['ack', 'hangup']);
  });

  it('has no say over the sound of the call', async () => {
    const call = await exchange.call('patient', controller, { option: { recorder: { samplerate: 48_000 } } });
    expect(call.caller.options.recorder).toEqual({ file: `${call.id}.wav` });
  });
});
