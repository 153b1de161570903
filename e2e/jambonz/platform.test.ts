import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { endpointResource } from '@callwright/protocol';
import { createEndpoint, type Session } from '@jambonz/sdk/websocket';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callLine } from '../support/calling.js';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { Rest } from '../support/rest.js';
import { hearFor, wait } from '../support/room-calls.js';
import { readStory } from '../support/story.js';
import { HUM_LEVEL, hum, levelOf } from '../support/tones.js';
import { WIRE_RATE_HZ, type WireCaller } from '../support/wire-caller.js';

/** Applications written for jambonz decide in calls of ours: one with the older library, three with the SDK. */

type Facts = Readonly<Record<string, unknown>>;
/** The part of a session of `@jambonz/node-client-ws` that is used here; it has no types of its own. */
type OldSession = {
  readonly call_sid: string;
  say(body: object): OldSession;
  gather(body: object): OldSession;
  hangup(body?: object): OldSession;
  on(event: string, listener: (facts: Facts) => void): OldSession;
  send(): void;
  reply(): void;
};

const require = createRequire(import.meta.url);
const old: { createEndpoint: (options: object) => (at: { path: string }) => NodeJS.EventEmitter } =
  require('@jambonz/node-client-ws');

const TONES_HZ = { echo: 450, recorded: 650, waiting: 850, agent: 1150 } as const;
const silent = { info: () => undefined, error: () => undefined, debug: () => undefined, warn: () => undefined };
const rest = new Rest(inject('stack'));
const servers: Server[] = [];
const calls = new CallsAtOnce(2);

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** How loud a tone is where it is heard best, in 100 ms: a busy machine has pauses, after which a tone is out of step. */
const loudest = (samples: Int16Array, frequencyHz: number): number => {
  const block = WIRE_RATE_HZ / 10;
  const levels = Array.from({ length: Math.floor(samples.length / block) }, (_, at) =>
    levelOf(samples.subarray(at * block, (at + 1) * block), frequencyHz),
  );
  return Math.max(0, ...levels);
};

/** What the applications were told and heard. */
const statuses: string[] = [];
const keys: Facts[] = [];
const recorded: Buffer[] = [];
const queued: Facts[] = [];

const menuApp = (): Server => {
  const server = createServer();
  const service = old.createEndpoint({ server, logger: silent })({ path: '/menu' });
  service.on('session:new', (session: OldSession) => {
    session.on('call:status', ({ call_status }) => statuses.push(String(call_status)));
    session.on('/chosen', (facts) => {
      keys.push(facts);
      session.say({ text: 'Goodbye.' }).hangup().reply();
    });
    session
      .gather({ input: ['digits'], numDigits: 1, actionHook: '/chosen', say: { text: 'Please press a key.' } })
      .send();
  });
  return server;
};

const soundApp = (): Server => {
  const server = createServer();
  const make = createEndpoint({ server, logger: silent });
  make({ path: '/echo' }).on('session:new', (session: Session) => {
    const bidirectionalAudio = { enabled: true, streaming: true, sampleRate: 8000 as const };
    session.listen({ url: '/back', sampleRate: 8000, mixType: 'mono', bidirectionalAudio }).hangup().send();
  });
  make.audio({ path: '/back' }).on('connection', (stream) => stream.on('audio', (pcm) => stream.sendAudio(pcm)));
  // The types of the library do not know `enable`, which the wire asks for.
  const kept = { enable: true, url: '/kept', mixType: 'stereo' as const };
  make({ path: '/record' }).on('session:new', (session: Session) => {
    session
      .config({ record: { action: 'startCallRecording' }, listen: kept })
      .say({ text: 'This call is recorded.' })
      .pause({ length: 1 })
      .hangup()
      .send();
  });
  make.audio({ path: '/kept' }).on('connection', (stream) => stream.on('audio', (pcm) => recorded.push(pcm)));
  make({ path: '/wait' }).on('session:new', (session: Session) => {
    session.on('/left', (facts: Facts) => {
      queued.push(facts);
      session.hangup().reply();
    });
    session.enqueue({ name: 'jambonz-e2e', actionHook: '/left' }).send();
  });
  make({ path: '/serve' }).on('session:new', (session: Session) => {
    session.dequeue({ name: 'jambonz-e2e', timeout: 20 }).hangup().send();
  });
  return server;
};

const lineTo = async (name: string, url: string): Promise<void> => {
  const application = { kind: 'jambonz', url };
  await rest.ask('POST', '/endpoints', endpointResource, { name, flowId: null, application });
};

const call = async (name: string, humHz: number | null): Promise<WireCaller> => {
  const caller = await callLine(rest, name);
  await caller.named('mediaReady');
  if (humHz !== null) caller.hum(hum(humHz));
  return caller;
};

const menu = calls.plan(async () => {
  const caller = await call('jambonz-menu', null);
  await caller.event(({ event }) => event === 'trackStart', 'the question');
  await wait(600);
  await caller.press('7');
  await caller.named('hangup');
  return caller;
});

const echo = calls.plan(async () => {
  const caller = await call('jambonz-echo', TONES_HZ.echo);
  await wait(1_500);
  const heard = await hearFor(caller, 1_000);
  await caller.hangUp();
  return { caller, heard };
});

const recording = calls.plan(async () => {
  const caller = await call('jambonz-record', TONES_HZ.recorded);
  await caller.named('hangup');
  return caller;
});

const queue = calls.plan(async () => {
  const waiting = await call('jambonz-wait', TONES_HZ.waiting);
  const agent = await call('jambonz-serve', TONES_HZ.agent);
  await wait(1_500);
  const [byWaiting, byAgent] = await Promise.all([hearFor(waiting, 1_000), hearFor(agent, 1_000)]);
  await agent.hangUp();
  await waiting.named('hangup');
  return { waiting, agent, byWaiting, byAgent };
});

beforeAll(async () => {
  const menuUrl = await listen(menuApp());
  const soundUrl = await listen(soundApp());
  await lineTo('jambonz-menu', `${menuUrl}/menu`);
  for (const name of ['echo', 'record', 'wait', 'serve']) await lineTo(`jambonz-${name}`, `${soundUrl}/${name}`);
  await calls.makeAll();
});

afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

describe('applications of jambonz decide in calls of ours', () => {
  it('a menu by keys, written with node-client-ws', async () => {
    const caller = await menu();
    expect(keys).toEqual([expect.objectContaining({ reason: 'dtmfDetected', digits: '7', call_sid: caller.callId })]);
    expect(statuses).toEqual(['in-progress', 'completed']);
    await readStory(rest, caller.callId);
  });

  it('an echo over both ways of a listen, written with the SDK', async () => {
    const { caller, heard } = await echo();
    expect(loudest(heard, TONES_HZ.echo)).toBeGreaterThan(HUM_LEVEL / 2);
    await readStory(rest, caller.callId);
  });

  it('a recording in stereo: the caller left, our words right', async () => {
    const caller = await recording();
    const samples = new Int16Array(Uint8Array.from(Buffer.concat(recorded)).buffer);
    const side = (which: number) => samples.filter((_sample, at) => at % 2 === which);
    expect(samples.length / 2 / 8_000).toBeGreaterThan(1);
    expect(loudest(side(0), TONES_HZ.recorded)).toBeGreaterThan(HUM_LEVEL / 2);
    expect(levelOf(side(1), TONES_HZ.recorded)).toBeLessThan(HUM_LEVEL / 10);
    expect(Math.max(...side(1))).toBeGreaterThan(1_000);
    const ended = await rest.endedCall(caller.callId, ({ recording: kept }) => kept !== null);
    expect(ended.recording?.durationMs).toBeGreaterThan(1_000);
  });

  it('a queue: who waits is taken by an agent, and they hear each other', async () => {
    const { byWaiting, byAgent } = await queue();
    expect(loudest(byWaiting, TONES_HZ.agent)).toBeGreaterThan(HUM_LEVEL / 2);
    expect(loudest(byAgent, TONES_HZ.waiting)).toBeGreaterThan(HUM_LEVEL / 2);
    expect(queued).toEqual([expect.objectContaining({ queue_result: 'bridged', queue_sid: 'jambonz-e2e' })]);
  });
});
