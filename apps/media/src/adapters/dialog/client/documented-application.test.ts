import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { stranger } from '../../../calls/testing/test-exchange.js';
import { DialogBench } from '../dialog-bench.js';

const page = fileURLToPath(new URL('../../../../../../docs/protocols/dialog.md', import.meta.url));
const mediaDir = fileURLToPath(new URL('../../../../', import.meta.url));
const PATIENCE = { timeout: 30_000, interval: 20 };

it('the application of the documentation decides in a call as it stands there', { timeout: 90_000 }, async () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  expect(code).toContain('tts.speak');
  const app = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: mediaDir,
    // biome-ignore lint/style/noProcessEnv: another process gets what this one has.
    env: { ...process.env, PORT: '0' },
  });
  let shown = '';
  for (const stream of [app.stdout, app.stderr]) stream.on('data', (text) => (shown += String(text)));
  const bench = await DialogBench.open();
  try {
    await expect.poll(() => shown, PATIENCE).toMatch(/listens on \d+/);
    const url = `ws://127.0.0.1:${/\d+/.exec(shown)?.[0]}/ws/dialog`;
    bench.exchange.line('bot', null, { isPublic: true, application: { kind: 'dialog', url } });
    const call = await bench.exchange.call('bot', stranger);
    // The application is another process: our clock stands still while it thinks.
    const said = async (text: string) => {
      const isAsked = async () => {
        await bench.exchange.pass(0);
        return JSON.stringify(call.story.lines).includes(text);
      };
      await expect.poll(isAsked, PATIENCE).toBe(true);
      await bench.exchange.pass(5_000);
    };
    await said('Press a key.');
    call.caller.presses('4');
    await bench.exchange.pass(200);
    await said('You pressed 4. Goodbye.');
    const isOver = async () => {
      await bench.exchange.pass(0);
      return call.story.end !== null;
    };
    await expect.poll(isOver, PATIENCE).toBe(true);
    expect(call.story.end).toMatchObject({ reason: 'done' });
  } finally {
    app.kill();
    await bench.close();
  }
});
