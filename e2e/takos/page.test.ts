import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';

const { urls, login } = inject('stack');
const page = readFileSync(new URL('../../docs/protocols/takos.md', import.meta.url), 'utf8');
const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

it('the client of the page on rooms meets itself in one, as it stands there', { timeout: 60_000 }, async () => {
  const client = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('..', import.meta.url).pathname,
    env: { ...process.env, MEDIA: urls.media, CALLWRIGHT_API_KEY: login.apiKey },
  });
  const ended = once(client, 'exit');
  let told = '';
  for (const output of [client.stdout, client.stderr]) output.on('data', (text) => (told += text));
  const lines = [
    "ada@localhost init { me: 'ada@localhost', others: [] }",
    "ada@localhost join { peerId: 'bob@localhost'",
  ];
  lines.push("bob@localhost init { me: 'bob@localhost', others: [ 'ada@localhost' ] }");
  // It waits for whoever comes: the test ends it, as its reader would.
  while (client.exitCode === null && !lines.every((line) => told.includes(line)))
    await Promise.race([once(client.stdout, 'data'), ended]);
  client.kill();
  await ended;
  for (const line of lines) expect(told).toContain(line);
});
