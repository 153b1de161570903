import { drawFlow } from '@callwright/flow-engine/testing';
import { AppError } from '@callwright/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { HOME, TestExchange } from './testing/test-exchange.js';

const speechSecrets = {
  'recogniser:deepgram': 'DEEPGRAM_KEY',
  'recogniser:realtime': 'OPENAI_KEY',
  'voice:openai': 'OPENAI_KEY',
};

let exchange: TestExchange;
afterEach(() => exchange.finish());

const greet = drawFlow({ steps: { greet: ['hangup', { text: 'Hello.' }] } });

describe('the keys a workspace keeps of speech providers', () => {
  it('come with the stream of its calls, and never into the journal or the log', async () => {
    exchange = new TestExchange({ speechSecrets });
    const asked: string[] = [];
    exchange.speechSecret = async (workspace, name) => {
      asked.push(`${workspace} ${name}`);
      return name === 'OPENAI_KEY' ? 'sk-secret\n' : null;
    };
    exchange.line('main', greet);
    const call = await exchange.call('main');
    expect(exchange.sound.caller(call.id).options.speechKeys).toEqual({
      recognisers: { realtime: 'sk-secret' },
      voices: { openai: 'sk-secret' },
    });
    expect(new Set(asked)).toEqual(new Set([`${HOME} DEEPGRAM_KEY`, `${HOME} OPENAI_KEY`]));
    await exchange.pass(60_000);
    const story = JSON.stringify(exchange.stories.of(call.id));
    expect(story + exchange.logged.join() + JSON.stringify(call.leg.events)).not.toContain('sk-secret');
  });

  it('that cannot be fetched are left out, and the call goes on', async () => {
    exchange = new TestExchange({ speechSecrets });
    exchange.speechSecret = async (_, name) => {
      if (name === 'OPENAI_KEY') throw new AppError('control.unavailable', 'The api does not answer just now.');
      return 'dg-secret';
    };
    exchange.line('main', greet);
    const call = await exchange.call('main');
    expect(exchange.sound.caller(call.id).options.speechKeys).toEqual({
      recognisers: { deepgram: 'dg-secret' },
      voices: {},
    });
    expect(exchange.logged.join()).toContain('key of a speech provider cannot be fetched');
    expect(exchange.logged.join()).not.toContain('dg-secret');
  });

  it('that are late do not keep the caller waiting', async () => {
    exchange = new TestExchange({ speechSecrets });
    exchange.speechSecret = () => new Promise(() => undefined);
    exchange.line('main', greet);
    const call = await exchange.call('main');
    expect(exchange.sound.has(call.id)).toBe(false);
    await exchange.pass(1_000);
    expect(exchange.sound.caller(call.id).options.speechKeys).toEqual({ recognisers: {}, voices: {} });
  });

  it('come too late for a caller who has gone, whose stream is closed again', async () => {
    exchange = new TestExchange({ speechSecrets });
    exchange.speechSecret = () => new Promise(() => undefined);
    exchange.line('main', greet);
    const call = await exchange.call('main');
    await call.session.close({ reason: 'gone', initiator: 'caller' });
    await exchange.pass(2_000);
    expect(exchange.sound.openCount).toBe(0);
  });

  it('are not asked for, nor waited for, where no provider takes its key from a workspace', async () => {
    exchange = new TestExchange();
    let isAsked = false;
    exchange.speechSecret = async () => {
      isAsked = true;
      return 'sk-secret';
    };
    exchange.line('main', greet);
    const call = await exchange.call('main');
    expect(exchange.sound.caller(call.id).options.speechKeys).toBeUndefined();
    expect(isAsked).toBe(false);
  });

  it('come with the stream of the call it is passed on to', async () => {
    exchange = new TestExchange({ speechSecrets });
    exchange.speechSecret = async () => 'sk-secret';
    exchange.line('other', greet);
    exchange.line('main', drawFlow({ steps: { pass: ['transfer', { target: 'other', timeoutMs: 5_000 }] } }));
    await exchange.call('main');
    await exchange.pass(1_000);
    const streams = [...exchange.stories.all.keys()].map((id) => exchange.sound.caller(id).options.speechKeys);
    expect(streams.length).toBeGreaterThan(1);
    for (const keys of streams) expect(keys?.voices).toEqual({ openai: 'sk-secret' });
  });
});
