import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { endpointResource } from '@callwright/protocol';
import { createEndpoint, type Session } from '@jambonz/sdk/websocket';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callLine } from '../support/calling.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import type { Baresip } from '../support/sip/baresip.js';
import { Desk, eventually, PHONE_RATE_HZ } from '../support/sip/desk.js';
import { readStory, saidBy } from '../support/story.js';
import { HUM_LEVEL, hum, levelOf } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

/** Applications written for jambonz call others, pass calls on, and speak as a language model writes. */

type Facts = Readonly<Record<string, unknown>>;
/** The part of a session of `@jambonz/node-client-ws` that is used here; it has no types of its own. */
type OldSession = {
  sip_refer(body: object): OldSession;
  say(body: object): OldSession;
  hangup(body?: object): OldSession;
  on(event: string, listener: (facts: Facts) => void): OldSession;
  send(): void;
  reply(): void;
};

const require = createRequire(import.meta.url);
const old: { createEndpoint: (options: object) => (at: { path: string }) => NodeJS.EventEmitter } =
  require('@jambonz/node-client-ws');

const silent = { info: () => undefined, error: () => undefined, debug: () => undefined, warn: () => undefined };
const facts = inject('stack');
const rest = new Rest(facts);
const desk = new Desk(facts, rest);
const servers: Server[] = [];
const calls = new CallsAtOnce(2);
const [JANE, JOE] = ['jambonz-jane', 'jambonz-joe'] as const;
const TONES_HZ = { caller: 450, jane: 700 } as const;
const THERE = 'jambonz-there';
const STORY = 'Once upon a time there was a king. He had a long story to tell, and he told it, and told it. ';
const SECOND_THOUGHT = 'Well now. ';

/** What an application was told, by what it was told as. */
class Told {
  readonly #all: (readonly [name: string, facts: Facts])[] = [];

  readonly as =
    (name: string) =>
    (one: Facts): void => {
      this.#all.push([name, one]);
    };

  of(name: string): readonly Facts[] {
    return this.#all.flatMap(([known, one]) => (known === name ? [one] : []));
  }

  first(name: string): Promise<Facts> {
    return eventually(() => this.of(name)[0] ?? null, `the application is told ${name}`);
  }
}

const told = { dial: new Told(), refer: new Told(), refused: new Told(), stream: new Told(), whole: new Told() };
let dialling: Session | null = null;

const newerApp = (): Server => {
  const server = createServer();
  const make = createEndpoint({ server, logger: silent });
  make({ path: '/dial' }).on('session:new', (session: Session) => {
    dialling = session;
    session.on('call:status', told.dial.as('status'));
    session.on('/ask', (one: Facts) => {
      told.dial.as('ask')(one);
      session.say({ text: 'A call for you.' }).reply();
    });
    session.on('/keys', (one: Facts) => {
      told.dial.as('keys')(one);
      session.reply();
    });
    session.on('/dialled', (one: Facts) => {
      told.dial.as('over')(one);
      session.say({ text: 'Goodbye.' }).hangup().reply();
    });
    session
      .dial({
        target: [{ type: 'user', name: JANE }],
        confirmHook: '/ask',
        dtmfCapture: { childCall: ['7'] },
        dtmfHook: '/keys',
        actionHook: '/dialled',
      })
      .send();
  });
  make({ path: '/stream' }).on('session:new', (session: Session) => {
    session.on('tts:streaming-event', told.stream.as('event'));
    session.on('jambonz:error', told.stream.as('error'));
    session.on('/key', (one: Facts) => {
      told.stream.as('key')(one);
      session.reply();
      void writeAgain(session);
    });
    const bargeIn = { enable: true, sticky: true, input: ['digits' as const], numDigits: 1, actionHook: '/key' };
    session.config({ ttsStream: { enable: true }, bargeIn }).send();
    void write(session, STORY);
  });
  return server;
};

/** Word by word, as a language model does. */
const write = async (session: Session, text: string): Promise<void> => {
  for (const word of text.match(/\S+\s*/g) ?? []) await session.sendTtsTokens(word);
};

/** What it thinks better of, and what it says instead. */
const writeAgain = async (session: Session): Promise<void> => {
  await write(session, SECOND_THOUGHT);
  session.clearTtsTokens();
  await write(session, 'Thank you. ');
  session.flushTtsTokens();
  told.stream.as('written')({});
};

const olderApp = (): Server => {
  const server = createServer();
  const make = old.createEndpoint({ server, logger: silent });
  const passesOn = (path: string, one: Told) =>
    make({ path }).on('session:new', (session: OldSession) => {
      session.on('jambonz:error', one.as('error'));
      session.on('/progress', (progress) => {
        one.as('progress')(progress);
        session.reply();
      });
      session.on('/over', (results) => {
        one.as('over')(results);
        session.say({ text: 'That was it.' }).hangup().reply();
      });
      session.sip_refer({ referTo: THERE, actionHook: '/over', eventHook: '/progress' }).send();
    });
  passesOn('/refer', told.refer);
  passesOn('/refused', told.refused);
  make({ path: '/whole' }).on('session:new', (session: OldSession) => {
    session.on('tts:streaming-event', told.whole.as('event'));
    session.say({ stream: true, text: 'All of it at once.' }).say({ text: 'The end.' }).hangup().send();
  });
  return server;
};

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const lineTo = async (name: string, url: string): Promise<void> => {
  const application = { kind: 'jambonz', url };
  await rest.ask('POST', '/endpoints', endpointResource, { name: `jambonz-${name}`, flowId: null, application });
};

const humming = (frequencyHz: number): Int16Array => {
  const second = hum(frequencyHz);
  return Int16Array.from({ length: 60 * PHONE_RATE_HZ }, (_, at) => second[at % second.length] ?? 0);
};

const LATELY_MS = 400;
const hears = (one: Baresip | WireCaller, frequencyHz: number): boolean => {
  const now = performance.now();
  const [samples, rateHz] =
    'lately' in one ? [one.lately(LATELY_MS), PHONE_RATE_HZ] : [one.heardBetween(now - LATELY_MS, now), WIRE_RATE_HZ];
  return levelOf(samples, frequencyHz, rateHz) > HUM_LEVEL / 2;
};

const dial = calls.plan(async () => {
  const jane = await desk.phone(JANE, { answers: 'auto', says: humming(TONES_HZ.jane) });
  const caller = await callLine(rest, 'jambonz-dial');
  await caller.named('mediaReady');
  caller.hum(hum(TONES_HZ.caller));
  await eventually(() => hears(jane, TONES_HZ.caller) || null, 'jane hears the caller');
  await eventually(() => hears(caller, TONES_HZ.jane) || null, 'the caller hears jane');
  jane.press('7');
  await told.dial.first('keys');
  const child = told.dial.of('status').find(({ direction }) => direction === 'outbound');
  dialling?.injectDtmf('5', undefined, String(child?.call_sid));
  await jane.event('CALL_DTMF_START');
  jane.hangUp();
  await caller.named('hangup');
  return { caller, child };
});

const refer = calls.plan(async () => {
  const joe = await desk.phone(JOE);
  const callId = await desk.call(joe, 'jambonz-refer');
  const over = await told.refer.first('over');
  const there = async () => (await rest.calls()).find(({ to }) => to.includes(THERE)) ?? null;
  await eventually(there, 'the phone calls whom it was sent to');
  return { callId, over };
});

const refused = calls.plan(async () => {
  const caller = await callLine(rest, 'jambonz-refused');
  await caller.named('hangup');
  return caller;
});

const stream = calls.plan(async () => {
  const caller = await callLine(rest, 'jambonz-stream');
  await caller.event(({ event }) => event === 'trackStart', 'the first words');
  await eventually(() => (caller.firstSoundAfter(0) === null ? null : true), 'the first words are heard');
  await caller.press('4');
  await told.stream.first('written');
  const isLast = ({ event, interrupted }: Facts) => event === 'trackEnd' && interrupted !== true;
  await caller.event(isLast, 'the end of the last words');
  await caller.hangUp();
  return caller;
});

const whole = calls.plan(async () => {
  const caller = await callLine(rest, 'jambonz-whole');
  await caller.named('hangup');
  return caller;
});

beforeAll(async () => {
  const [newer, older] = [await listen(newerApp()), await listen(olderApp())];
  for (const name of ['dial', 'stream']) await lineTo(name, `${newer}/${name}`);
  for (const name of ['refer', 'refused', 'whole']) await lineTo(name, `${older}/${name}`);
  await rest.line(THERE, flowOf('bye', { bye: ['hangup', { text: 'You are there.' }] }, []));
  await desk.hire(JANE, JOE);
  await calls.makeAll();
});

afterAll(async () => {
  await desk.close();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

describe('an application of jambonz', () => {
  it('dials a telephone, has a word with whoever answers, hears of keys, and names the other call in commands', async () => {
    const { caller, child } = await dial();
    expect(told.dial.of('ask')).toMatchObject([{ call_sid: child?.call_sid, parent_call_sid: caller.callId }]);
    expect(told.dial.of('keys')).toMatchObject([{ dtmf: '7' }]);
    expect(told.dial.of('over')).toMatchObject([
      { dial_call_status: 'completed', dial_sip_status: 200, dial_call_sid: child?.call_sid },
    ]);
    const statuses = told.dial.of('status').filter(({ call_sid }) => call_sid === child?.call_sid);
    expect(statuses.map(({ call_status }) => call_status)).toEqual(
      expect.arrayContaining(['trying', 'in-progress', 'completed']),
    );
    const story = await readStory(rest, caller.callId);
    expect(saidBy(story, 'system')).toContain('Goodbye.');
  });

  it('has a telephone call somebody else itself, and hears how that goes', async () => {
    const { over } = await refer();
    expect(over).toMatchObject({ refer_status: 202, final_referred_call_status: 200 });
    expect(told.refer.of('progress')).toContainEqual(
      expect.objectContaining({ event: 'transfer-status', call_status: 200 }),
    );
  });

  it('is told that a browser cannot be sent elsewhere', async () => {
    const caller = await refused();
    expect(told.refused.of('error')).toMatchObject([{ verb: 'sip:refer' }]);
    expect(told.refused.of('over')).toMatchObject([{ refer_status: 500 }]);
    expect(saidBy(await readStory(rest, caller.callId), 'system')).toEqual(['That was it.']);
  });

  it('speaks word by word, is cut off by a key, takes back what it wrote, and says something else', async () => {
    const caller = await stream();
    expect(told.stream.of('event').map(({ event_type }) => event_type)).toEqual(['stream_open', 'user_interruption']);
    expect(told.stream.of('key')).toMatchObject([{ digits: '4' }]);
    expect(told.stream.of('error')).toEqual([]);
    const said = saidBy(await readStory(rest, caller.callId), 'system');
    expect(said.at(-1)?.trim()).toBe('Thank you.');
    // What was cut short stands there as far as it was heard.
    for (const one of said.slice(0, -1))
      expect([STORY, SECOND_THOUGHT].some((whole) => whole.startsWith(one))).toBe(true);
  });

  it('has a stream say what it knows from the beginning, and goes on when that has been said', async () => {
    const caller = await whole();
    expect(told.whole.of('event').map(({ event_type }) => event_type)).toEqual(['stream_open', 'stream_closed']);
    const said = saidBy(await readStory(rest, caller.callId), 'system');
    expect(said.map((one) => one.trim())).toEqual(['All of it at once.', 'The end.']);
  });
});
