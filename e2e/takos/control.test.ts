import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { readStory } from '../support/story.js';

const facts = inject('stack');
const rest = new Rest(facts);
const page = readFileSync(new URL('../../docs/protocols/takos-control.md', import.meta.url), 'utf8');
const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

describe('the client of the page on takos', () => {
  it('calls a line as a friend and sees who is in the room', { timeout: 60_000 }, async () => {
    const flow = flowOf('hello', { hello: ['hangup', { text: 'Hello.'.repeat(20) }] }, []);
    await rest.line('takos-page', flow);
    const given = [
      '--input-type=module',
      '--eval',
      program,
      'client.mjs',
      facts.login.apiKey,
      'takos-page',
      facts.urls.media,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, given, {
      cwd: new URL('..', import.meta.url).pathname,
    });
    expect(stdout).toContain("init [ 'takos-page@localhost' ]");
    expect(stdout).toMatch(/closed \d{4}/);
    const [, callId = ''] = /call (\S+)/.exec(stdout) ?? [];
    const { call } = await readStory(rest, callId);
    expect(call).toMatchObject({ protocol: 'takos', endReason: 'caller' });
  });
});
