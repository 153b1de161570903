import { randomUUID } from 'node:crypto';
import { endpointResource } from '@callwright/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Rest } from '../support/rest.js';
import { CALLER, CARRIER, Carrier, went } from '../support/sip/carrier.js';
import * as sipp from '../support/sip/scenario.js';
import { SocketClient } from '../support/socket-client.js';
import { readStory } from '../support/story.js';
import { findWritten } from '../support/written.js';

/** A client of the seed that drives calls of telephones: those it has made, and those that came in. */

const PASSWORD = 'swordfish-e2e-7731';
const facts = inject('stack');
const rest = new Rest(facts);
const carrier = new Carrier(facts, rest);
const rings = sipp.answer(180, 'Ringing', { isFirst: true });

beforeAll(() => carrier.open({ allowedPrefixes: [`@${CARRIER}`] }));
afterAll(() => carrier.close());

const connect = (id: string = `e2e-${randomUUID()}`): Promise<SocketClient> =>
  SocketClient.open(`${facts.urls.media.replace('http', 'ws')}/call/sip?token=${facts.login.apiKey}`, id);
const milestones = ({ told }: SocketClient) =>
  told.filter((name) => ['incoming', 'ringing', 'answer', 'reject', 'hangup'].includes(name));

describe('a client of the seed on /call/sip', () => {
  it('has somebody called, is told how that goes, and speaks to them', async () => {
    const callee = await carrier.callee(
      sipp.scenarioOf('answers', sipp.take('INVITE', 'm=audio'), rings, sipp.accept(), sipp.isHungUpOn()),
    );
    const { number } = await carrier.trunkTo([callee.port]);
    const client = await connect();
    client.send({ command: 'invite', callee: number, caller: CALLER });
    await client.named('answer');
    client.send({ command: 'tts', text: 'Hello.', play_id: 'greeting' });
    await client.event(({ event, playId }) => event === 'trackEnd' && playId === 'greeting', 'the end of the words');
    client.send({ command: 'hangup' });
    await client.named('hangup');
    expect(milestones(client)).toEqual(['ringing', 'answer', 'hangup']);
    went(await callee.done);
    await readStory(rest, client.callId);
  });

  it('is told who declines, and by which code', async () => {
    const callee = await carrier.callee(
      sipp.scenarioOf('declines', sipp.take('INVITE'), rings, sipp.refuse(603, 'Decline')),
    );
    const { number } = await carrier.trunkTo([callee.port]);
    const client = await connect();
    client.send({ command: 'invite', callee: number });
    expect(await client.named('reject')).toMatchObject({ code: 603 });
    expect(await client.named('hangup')).toMatchObject({ reason: 'rejected' });
    expect(milestones(client)).toEqual(['ringing', 'reject', 'hangup']);
    went(await callee.done);
  });

  it('calls with an account of its own, whose password is written down nowhere', async () => {
    const asked = { headers: ['Proxy-Authenticate: Digest realm="pbx", nonce="n1", algorithm=MD5, qop="auth"'] };
    const callee = await carrier.callee(
      sipp.scenarioOf(
        'asks for a password',
        sipp.take('INVITE'),
        sipp.refuse(407, 'Proxy Authentication Required', asked),
        sipp.take('INVITE', 'Proxy-Authorization: Digest .*username="ada"'),
        sipp.accept(),
        sipp.isHungUpOn(),
      ),
    );
    const client = await connect();
    const option = {
      callee: `sip:somebody@${CARRIER}:${callee.port}`,
      sip: { username: 'ada', password: PASSWORD },
    };
    client.send({ command: 'invite', option });
    await client.named('answer');
    client.send({ command: 'hangup' });
    await client.named('hangup');
    went(await callee.done);
    await readStory(rest, client.callId);
    expect(JSON.stringify(client.events)).not.toContain(PASSWORD);
    expect(await findWritten([PASSWORD], facts)).toEqual([]);
    // The search finds what is there.
    expect(await findWritten([client.callId], facts)).not.toEqual([]);
  });
});

describe('a telephone call to a line without a flow', () => {
  const waiting = async (line: string) => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const call = (await rest.calls()).find(({ to, status }) => to === line && status === 'live');
      if (call) return call.id;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Nobody calls $line.`);
  };
  const lineOf = (name: string) => rest.ask('POST', '/endpoints', endpointResource, { name });

  it('is taken by a client, who lets it ring, answers and speaks', async () => {
    await lineOf('taken-by-client');
    const call = sipp.scenarioOf(
      'is taken',
      ...[sipp.invite(), sipp.mayHear(100), sipp.hear(180), sipp.mayHear(180), sipp.answered(), sipp.isHungUpOn()],
    );
    const caller = await carrier.startCall('taken-by-client', call);
    const client = await connect(await waiting('taken-by-client'));
    expect(await client.named('incoming')).toMatchObject({ caller: CALLER, callee: 'taken-by-client' });
    client.send({ command: 'ringing' });
    client.send({ command: 'accept', option: { recorder: { format: 'wav' } } });
    await client.named('answer');
    client.send({ command: 'tts', text: 'Hello.', play_id: 'greeting' });
    await client.event(({ event, playId }) => event === 'trackEnd' && playId === 'greeting', 'the end of the words');
    client.send({ command: 'hangup' });
    await client.named('hangup');
    expect(milestones(client)).toEqual(['ringing', 'incoming', 'ringing', 'answer', 'hangup']);
    went(await caller.done);
    expect((await rest.endedCall(client.callId, ({ recording }) => recording !== null)).outcome).toBe('completed');
  });

  it('is turned away by a client', async () => {
    await lineOf('turned-away');
    const call = sipp.scenarioOf(
      'is turned away',
      ...[sipp.invite(), sipp.mayHear(100, 180), sipp.hear(486), sipp.sameTransaction('ACK')],
    );
    const caller = await carrier.startCall('turned-away', call);
    const client = await connect(await waiting('turned-away'));
    await client.named('incoming');
    client.send({ command: 'reject', code: 486, reason: 'busy' });
    await client.named('hangup');
    went(await caller.done);
  });
});
