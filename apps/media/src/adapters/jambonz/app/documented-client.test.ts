import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawFlow } from '@callwright/flow-engine/testing';
import { expect, it } from 'vitest';
import { JambonzBench } from './jambonz-bench.js';

const page = fileURLToPath(new URL('../../../../../../docs/protocols/jambonz.md', import.meta.url));
const mediaDir = fileURLToPath(new URL('../../../../', import.meta.url));

it('the client of the documentation calls a line as it stands there', { timeout: 60_000 }, async () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? [];
  expect(code).toContain('ws.jambonz.org');
  const bench = await JambonzBench.open();
  bench.exchange.line('main', drawFlow({ steps: { hello: ['hangup', { text: 'Hello.' }] } }));
  const url = `ws://127.0.0.1:${bench.port}/jambonz/main`;
  const client = spawn(process.execPath, ['--input-type=module', '-e', code, 'client', url, bench.key()], {
    cwd: mediaDir,
  });
  let shown = '';
  let isOver = false;
  for (const stream of [client.stdout, client.stderr]) stream.on('data', (text) => (shown += String(text)));
  client.on('exit', () => {
    isOver = true;
  });
  // The client is another process: our clock moves only when it has got on, or it would be taken for dead.
  for (let seen = -1; !isOver; ) {
    const { size } = bench.exchange.stories.all;
    const stands = shown.length + size;
    await bench.exchange.pass(stands === seen ? 0 : 100);
    seen = stands;
  }
  expect(shown).toContain('say Hello.');
  expect(shown.trim().split('\n').at(-1)).toBe('over');
  expect(bench.story.end).toMatchObject({ outcome: 'completed' });
  await bench.close();
});
