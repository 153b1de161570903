import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cliFolder } from '../testing/cli-folder.js';

const folder = cliFolder();
const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const report = z.object({
  id: z.string(),
  name: z.string(),
  isPublishable: z.boolean(),
  widgets: z.array(
    z.object({ widget: z.string(), steps: z.array(z.string()), result: z.string(), hints: z.array(z.string()) }),
  ),
  problems: z.array(z.object({ severity: z.string(), nodeId: z.string().optional(), message: z.string() })),
});
const imported = async (file: string, out: string) => {
  const { code, out: text } = await folder.run(['import', file, '--out', out, '--json', '--force']);
  return { code, ...report.parse(JSON.parse(text)), text: await folder.read(out) };
};

describe('callwright import', () => {
  beforeAll(async () => {
    await folder.write({
      'menu.studio.json': await fixture('company-menu.studio.json'),
      'every.studio.json': await fixture('every-widget.studio.json'),
    });
  });

  it('makes a flow that passes the check, and says of each widget what it became', async () => {
    const { code, out } = await folder.run(['import', 'menu.studio.json']);
    expect(code).toBe(0);
    expect(out).toContain('✓ look_up         make-http-request → http');
    expect(out).toContain('13 widgets: 12 as they were, 1 to look at, 0 to finish by hand.');
    expect(out).toContain('Written to menu.flow.yaml. npx callwright check menu.flow.yaml finds 0 errors.');
    expect((await folder.run(['check', 'menu.flow.yaml'])).code).toBe(0);
  });

  it('makes a call go the way it went in Studio, by key and by word', async () => {
    await imported('menu.studio.json', 'menu.flow.yaml');
    await folder.write({
      'menu.test.yaml': `tests:
  - name: sales by word, and a message when nobody is there
    given:
      lines: { "+15550100": { outcome: noAnswer } }
    when: [{ says: sales }, { says: please call me back }, { presses: "#" }]
    then:
      path: [welcome, main_menu, set_sales, connect_sales, voicemail, notify, end]
      messages: [{ channel: sms, to: "+15550101", text: Message for sales from }]
  - name: an account that is open waits in the queue
    given:
      http: [{ request: "GET https://api.example.com/accounts/42*", body: { account: { state: new } } }]
    when: [{ presses: "2" }, { presses: "42#" }, { queue: { outcome: answered } }]
    then:
      path: [welcome, main_menu, account_number, look_up, is_open, account_queue]
  - name: silence
    when: [{ isSilent: true }, { isSilent: true }]
    then: { path: [welcome, main_menu, goodbye, end] }
`,
    });
    const { code, out } = await folder.run(['test', 'menu.test.yaml']);
    expect(out).toContain('3 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('makes one menu of a question and the split behind it, and one answer of a key and a word', async () => {
    const { text, widgets } = await imported('menu.studio.json', 'menu.flow.yaml');
    expect(widgets.find(({ widget }) => widget === 'split_menu')?.hints).toEqual([
      'It is a part of the menu main_menu.',
    ]);
    expect(text).toContain('- {id: key1, label: sales, key: "1", phrases: [sales]}');
    expect(text).not.toContain('split_menu');
  });

  it('leaves errors only in steps that it says are to be finished', async () => {
    const { code, isPublishable, problems, widgets, text, id, name } = await imported(
      'every.studio.json',
      'every.flow.yaml',
    );
    expect([code, isPublishable, id, name]).toEqual([1, false, 'FW00000000000000000000000000000002', 'Every widget']);
    const byHand = new Set(widgets.filter(({ result }) => result === 'byHand').map(({ widget }) => widget));
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.filter(({ nodeId = '' }) => !byHand.has(nodeId.replace(/_(set|play|card|charge)$/, '')))).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
    expect((await folder.run(['check', 'every.flow.yaml'])).code).toBe(1);
    expect(text.split('\nlayout:')[0]).not.toMatch(/widgets\.|trigger\.|flow\.variables|contact\.channel/);
  });

  it.each([
    ['keys', ['sendKeys'], 'asIs', ''],
    ['spanish', ['say'], 'look', 'It speaks es-MX'],
    ['hold_music', ['play'], 'asIs', ''],
    ['recording_on', ['record'], 'asIs', ''],
    ['pin', ['play', 'listen'], 'look', 'Only keys are taken here'],
    ['lookup', ['http'], 'look', 'without a Twilio signature'],
    ['split_state', ['set', 'branch'], 'byHand', 'regex ^v.*$'],
    ['pay', ['collect', 'collect', 'collect', 'collect', 'http'], 'byHand', 'payment connector "Stripe"'],
    ['team', ['dial'], 'look', 'DialCallStatus is one of'],
    ['room', ['conference'], 'asIs', ''],
    ['desk', ['transfer'], 'look', 'SIP user and password'],
    ['child', ['subflow'], 'look', 'FW00000000000000000000000000000001'],
    ['confirm_text', ['message'], 'look', 'Its picture is not sent'],
    ['reply', ['message'], 'byHand', 'does not wait for the reply'],
    ['post', ['http'], 'look', 'User and password were taken out'],
    ['flex', ['queue'], 'byHand', 'The workflow WW1'],
    ['agent', ['agent'], 'byHand', 'name a chat service'],
    ['stream', [], 'byHand', 'streams sound'],
    ['twiml', ['say'], 'byHand', 'TwiML from elsewhere'],
    ['new_widget', ['say'], 'byHand', 'There is no step for "search-knowledge-base"'],
    ['call_out', [], 'look', 'POST /api/v1/calls'],
    ['text_reply', ['message'], 'byHand', 'Liquid that flows do not have'],
    ['Trigger', [], 'look', 'no call: it is not reached'],
  ])('says what became of %s', async (widget, steps, result, hint) => {
    const { widgets } = await imported('every.studio.json', 'every.flow.yaml');
    const found = widgets.find((one) => one.widget === widget);
    expect(found).toMatchObject({ steps, result });
    expect(found?.hints.join('\n')).toContain(hint);
  });

  it('keeps card numbers secret, and passwords out of the flow', async () => {
    const { text } = await imported('every.studio.json', 'every.flow.yaml');
    expect(text.match(/isSecret: true/g)).toHaveLength(4);
    expect(text).toContain('- {name: pay_card, type: secret');
    expect(text).toContain('url: https://api.example.com/x');
    expect(text).not.toContain('user:secret');
  });

  it('does not write over a file unless it is told to', async () => {
    await folder.write({ 'mine.flow.yaml': 'mine' });
    const { code, err } = await folder.run(['import', 'menu.studio.json', '--out', 'mine.flow.yaml']);
    expect([code, err, await folder.read('mine.flow.yaml')]).toEqual([2, expect.stringContaining('--force'), 'mine']);
  });

  it('writes the flow to its output, and the report beside it', async () => {
    const { out, err } = await folder.run([
      'import',
      'menu.studio.json',
      '--out',
      '-',
      '--id',
      'menu',
      '--name',
      'Menu',
    ]);
    expect(out).toMatch(/^callwright: 2\nid: menu\nname: Menu\n/);
    expect(err).toContain('13 widgets');
  });

  it.each([
    ['{"states": 1', 'is no flow of Twilio Studio'],
    ['{"a": 1}', 'initial_state'],
    ['[]', 'is no flow of Twilio Studio'],
  ])('says that %s is no flow of Studio', async (text, why) => {
    await folder.write({ 'x.json': text });
    const { code, err } = await folder.run(['import', 'x.json']);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });
});
