import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawFlow } from '@callwright/flow-engine/testing';
import { expect, it } from 'vitest';
import { FreeclimbBench } from '../testing/freeclimb-bench.js';

const rootDir = fileURLToPath(new URL('../../../../../../', import.meta.url));
const page = fileURLToPath(new URL('../../../../../../docs/protocols/freeclimb.md', import.meta.url));
/** 20 ms of µ-law that can be heard. */
const LOUD = Buffer.alloc(160, 0x10);
const PATIENCE = { timeout: 40_000, interval: 20 };

it('the client of the documentation calls a line as it stands there', { timeout: 90_000 }, async () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  expect(code).toContain('notify_call_started');
  const bench = await FreeclimbBench.open();
  const steps = { ask: ['collect', { prompt: 'Press 1.', maxDigits: 1 }], bye: ['hangup', {}] } as const;
  bench.exchange.line('main', drawFlow({ steps, lines: [['ask', 'digits', 'bye']] }));
  const LINE = `${bench.webhookUrl}/main?token=${bench.exchange.key('calls:start')}`;
  const client = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: rootDir,
    // biome-ignore lint/style/noProcessEnv: another process gets what this one has.
    env: { ...process.env, LINE },
  });
  let shown = '';
  let isOver = false;
  for (const stream of [client.stdout, client.stderr]) stream.on('data', (text) => (shown += String(text)));
  client.on('exit', () => {
    isOver = true;
  });
  try {
    // The client is another process: our clock moves with the wall's, and not ahead of it.
    const comes = (holds: () => boolean) =>
      expect
        .poll(async () => {
          await bench.exchange.pass(20);
          return holds();
        }, PATIENCE)
        .toBe(true);
    const callIds = () => [...bench.exchange.stories.all.keys()];
    await comes(() => callIds().some((id) => bench.eventsOf(id).includes('trackStart')));
    const [id] = callIds();
    if (!id) throw new Error('There is no call.');
    for (let block = 0; block < 10; block += 1) bench.exchange.sound.caller(id).legs.frames?.gives(LOUD);
    await comes(() => isOver);
    expect(bench.exchange.stories.of(id).end).toMatchObject({ outcome: 'completed', initiator: 'system' });
    expect(bench.eventsOf(id).filter((event) => event === 'dtmf').length).toBeGreaterThan(0);
    expect(shown).toContain('terminate_call');
    expect(shown).toMatch(/playedMs: [1-9]/);
  } finally {
    client.kill();
    await bench.close();
  }
});
