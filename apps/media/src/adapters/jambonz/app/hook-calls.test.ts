import { drawFlow } from '@callwright/flow-engine/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JambonzBench } from './jambonz-bench.js';

let bench: JambonzBench;
beforeEach(async () => {
  bench = await JambonzBench.open();
  const { exchange } = bench;
  exchange.line('message', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
  exchange.line('patient', drawFlow({ steps: { ask: ['listen', { prompt: 'Well?', timeoutMs: 60_000 }] } }));
});
afterEach(async () => expect(await bench.close()).toEqual([]));

describe('a call by jambonz', () => {
  it('is answered, spoken to, and hung up by its flow', async () => {
    const fake = await bench.call('message', { from: '+49301', to: '+49302' });
    await bench.until(() => fake.hasEnded && bench.story.end !== null);
    expect(fake.heard).toEqual(['Hello.']);
    expect(bench.story.start).toMatchObject({ protocol: 'jambonz', from: '+49301', to: '+49302' });
    expect(bench.story.end).toMatchObject({ initiator: 'system', outcome: 'completed' });
    expect(fake.begun.map(({ verb }) => verb).slice(0, 2)).toEqual(['answer', 'config']);
    expect(bench.told('hangup')).toHaveLength(1);
  });

  it('ends when the caller hangs up', async () => {
    const fake = await bench.call('patient');
    await bench.until(() => fake.heard.includes('Well?'));
    fake.hangUp();
    await bench.until(() => bench.story.end !== null);
    expect(bench.story.end).toMatchObject({ initiator: 'caller', outcome: 'abandoned' });
  });

  it('goes on when its socket is lost and jambonz comes back', async () => {
    const fake = await bench.call('patient');
    await bench.until(() => fake.heard.includes('Well?'));
    await fake.reconnect();
    await bench.exchange.pass(12_000);
    expect(bench.story.end).toBeNull();
    expect(bench.exchange.stories.all.size).toBe(1);
    fake.hangUp();
    await bench.until(() => bench.story.end !== null);
  });

  it('ends when jambonz does not come back', async () => {
    const fake = await bench.call('patient');
    await bench.until(() => fake.heard.includes('Well?'));
    fake.vanish();
    await bench.until(() => bench.story.end !== null);
    expect(bench.story.end).toMatchObject({ reason: 'transport', initiator: 'caller' });
  });
});

describe('who may call', () => {
  it('is refused with a wrong key, or none', async () => {
    const credentials = { username: 'message', password: 'cwk_main_wrong' };
    await expect(bench.call('message', { credentials })).rejects.toThrow('401');
    await expect(bench.call('message', { credentials: { username: 'message', password: '' } })).resolves.toBeDefined();
    await bench.until(() => bench.refused.length === 2);
    expect(bench.refused).toEqual(['auth.required', 'auth.required']);
    expect(bench.exchange.stories.all.size).toBe(0);
  });

  it('is told that a line is not there, and is not answered', async () => {
    const fake = await bench.call('nowhere');
    await bench.until(() => fake.hasEnded);
    expect(fake.begun).toMatchObject([{ verb: 'sip:decline', status: 404 }]);
    expect(bench.refused).toEqual(['call.unknownEndpoint']);
    expect(bench.exchange.stories.all.size).toBe(0);
  });
});
