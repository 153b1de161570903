import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppBench } from './testing/app-bench.js';
import { hopeless, verbs } from './verbs/catalog.js';

/** Every property that jambonz's own schema knows is served, told as not supported, or listed here as making no difference. */

const folder = join(dirname(createRequire(import.meta.url).resolve('@jambonz/schema/package.json')), 'verbs');

type Schema = { readonly properties?: Readonly<Record<string, unknown>> };
const properties = new Map(
  readdirSync(folder).map((file): [string, readonly string[]] => {
    const { properties: known = {} }: Schema = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const name = file
      .replace('.schema.json', '')
      .replace(/^sip-/, 'sip:')
      .replace(/^rest_/, 'rest:');
    return [name, Object.keys(known).filter((one) => one !== 'verb' && one !== 'id')];
  }),
);

/** Told by the verb itself, where it has more to say than that. */
const byItself: Readonly<Record<string, readonly string[]>> = {
  dequeue: ['callSid'],
  dub: ['say'],
  listen: ['transcribe'],
  stream: ['transcribe'],
  message: ['media'],
  transcribe: ['translationHook'],
};
/** Of no effect here, and nobody hears or sees that they are missing. */
const makesNoDifference: Readonly<Record<string, readonly string[]>> = {
  // Ours does nothing before it is told to, speaks as it goes, and keeps no sound by vendor.
  config: ['earlyMedia', 'autoStreamTts', 'disableTtsCache'],
  // Sound goes through us in any case.
  dial: ['anchorMedia', 'exitMediaPath'],
  say: ['disableTtsCache'],
  // It is heard from the prompt on.
  gather: ['listenDuringPrompt'],
  // Of `config`, which has a schema of its own for it.
  transcribe: ['enable'],
  // jambonz's own ids of a text message.
  message: ['from', 'account_sid', 'message_sid'],
};
/** Verbs that are asked for by REST, or that nobody of ours has. */
const notOurs = ['agent', 'dialogflow', 'rest:dial', 'sip:request', 'transfer', ...hopeless.keys()];

let bench: AppBench;
beforeEach(async () => {
  bench = await AppBench.start();
});
afterEach(() => bench.stop());

describe('the verbs of jambonz', () => {
  it('are all carried out, or refused by name', () => {
    const missing = [...properties.keys()].filter((name) => !verbs.has(name) && !notOurs.includes(name));
    expect(missing).toEqual([]);
  });

  it.each([...verbs].filter(([name]) => (properties.get(name) ?? []).length > 0))(
    'have no property that is passed over in silence: %s',
    (name, { serves, lacks }) => {
      const known = [...serves, ...lacks, ...(byItself[name] ?? []), ...(makesNoDifference[name] ?? [])];
      expect((properties.get(name) ?? []).filter((one) => !known.includes(one))).toEqual([]);
      expect(lacks.filter((one) => serves.includes(one))).toEqual([]);
    },
  );

  it('tell an application of each property that is not supported, and are carried out without it', async () => {
    const call = await bench.exchange.call('app');
    await bench.app.begin({ verb: 'say', text: 'Hello', instructions: 'with joy', id: 'hi' });
    expect((await bench.app.next('jambonz:error')).data).toMatchObject({
      verb: 'say',
      id: 'hi',
      error: 'instructions is not supported here',
    });
    expect(bench.exchange.sound.caller(call.id).heard).toContain('Hello');
  });
});
