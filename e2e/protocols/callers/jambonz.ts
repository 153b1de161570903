import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { FakeJambonz } from '@callwright/jambonz-server/testing';
import type { StackFacts } from '../../support/global-setup.js';
import type { Rest } from '../../support/rest.js';
import type { ProtocolCaller } from '../scripted-caller.js';
import { callTo, come, keptTo, overAt, pause } from './call-to.js';

/** How long the stand-in says one letter. */
const LETTER_MS = 20;
type Schema = { readonly validateVerb: (name: string, data: object, log: Console) => void };
const schema: Schema = createRequire(import.meta.url)('@jambonz/schema');

/** A strict jambonz of seed 2, for which we are the application: words and keys are results of its `gather`. */
export const jambonzCaller = ({ urls, login }: StackFacts, rest: Rest): ProtocolCaller => ({
  protocol: 'jambonz',
  can: new Set(['say', 'press']),
  asksItself: true,
  async call(line) {
    const fake = await FakeJambonz.call({
      url: `${urls.media.replace('http', 'ws')}/jambonz/${line}`,
      credentials: { username: line, password: login.apiKey },
      callSid: randomUUID(),
      to: line,
      validate: (name, data) => schema.validateVerb(name, data, console),
      letterMs: LETTER_MS,
    });
    const isOver = async () => {
      await overAt(rest, await callTo(rest, line));
      await come(() => fake.hasEnded || undefined, 'the end of the call at jambonz');
      keptTo('spec 2', fake.breaches);
    };
    const ended = isOver();
    ended.catch(() => undefined); // Whoever waits for it is told.
    let asked: object | null = null;
    const hasBeenAsked = async () => {
      const gather = await come(() => (fake.running?.verb === 'gather' ? fake.running : undefined), 'a question');
      if (gather !== asked) await pause((fake.heard.at(-1)?.length ?? 0) * LETTER_MS);
      asked = gather;
    };
    return {
      callId: () => callTo(rest, line),
      async say(phrase) {
        await hasBeenAsked();
        fake.say(phrase);
      },
      async press(key) {
        await hasBeenAsked();
        fake.press(key);
      },
      ended,
      close: async () => fake.vanish(),
    };
  },
});
