import { headerOf, headersOf } from '@callwright/sip';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FakeReceived } from './fake-layer.js';
import { type FakeWorld, fakeWorld } from './fake-world.js';

let clock: FakeWorld['clock'];
let layer: FakeWorld['layer'];
let app: FakeWorld['app'];
let ask: FakeWorld['ask'];
let agent: FakeWorld['agent'];

beforeEach(() => {
  ({ clock, layer, app, ask, agent } = fakeWorld());
});

const invite = (maxForwards = 70): FakeReceived =>
  layer.receive(
    'INVITE sip:100@192.0.2.1 SIP/2.0',
    `Max-Forwards: ${maxForwards}`,
    'From: <sip:anna@192.0.2.7>;tag=anna',
    'To: <sip:100@192.0.2.1>',
    'Call-ID: call-1',
    'CSeq: 1 INVITE',
    'Contact: <sip:anna@192.0.2.7:5070>',
  );
const proxy = ({ transaction }: FakeReceived, options: string, ...destinations: readonly string[]): void =>
  ask(
    `proxy|${transaction.id}|${options}|${destinations.join('|')}`,
    `INVITE ${destinations[0]} SIP/2.0`,
    'X-Added: by the application',
  );
const statuses = ({ responses }: FakeReceived): readonly number[] => responses.map(({ status }) => status);
const uris = (): readonly string[] => layer.sent.map(({ request }) => request.uri);
const one = 'sip:one@192.0.2.11';
const two = 'sip:two@192.0.2.12';

describe('a request that is proxied', () => {
  it('goes on with one hop less and the application’s headers, and its answers come back', () => {
    const call = invite();
    proxy(call, '|fullResponse||serial||', one);
    const [sent] = layer.sent;
    expect(headerOf(sent?.request as never, 'Max-Forwards')).toBe('69');
    expect(headerOf(sent?.request as never, 'X-Added')).toBe('by the application');
    expect(headersOf(sent?.request as never, 'Via')).toHaveLength(2);
    expect(headersOf(sent?.request as never, 'Record-Route')).toEqual([]);
    sent?.answer(180);
    sent?.answer(200, ['Contact: <sip:one@192.0.2.11>']);
    expect(statuses(call)).toEqual([180, 200]);
    expect(headersOf(call.responses[1] as never, 'Via')).toHaveLength(1);
    expect(app.toldOf('response', 'f1').map(({ words }) => words.slice(2, 4).concat(words.at(-1) ?? ''))).toEqual([
      ['OK', 'network', 'continue'],
      ['OK', 'network', 'continue'],
      ['OK', 'done', 'done'],
    ]);
  });

  it('goes to one destination after the other until one takes it', () => {
    const call = invite();
    proxy(call, '|fullResponse||serial||', one, two);
    expect(uris()).toEqual([one]);
    layer.sent[0]?.answer(486);
    expect(uris()).toEqual([one, two]);
    layer.sent[1]?.answer(200, [], '', 'two');
    expect(statuses(call)).toEqual([200]);
  });

  it('goes to all at once, and the first to answer has the others cancelled', () => {
    const call = invite();
    proxy(call, '|fullResponse||simultaneous||', one, two);
    expect(uris()).toEqual([one, two]);
    layer.sent[1]?.answer(200);
    expect(layer.sent[0]?.isCancelled).toBe(true);
    layer.sent[0]?.answer(487);
    expect(statuses(call)).toEqual([200]);
  });

  it('is refused with the best of the refusals', () => {
    const call = invite();
    proxy(call, '|fullResponse||simultaneous||', one, two);
    layer.sent[0]?.answer(503);
    layer.sent[1]?.answer(404);
    expect(statuses(call)).toEqual([404]);
  });

  it('tries nobody else after a 6xx', () => {
    const call = invite();
    proxy(call, '|fullResponse||serial||', one, two);
    layer.sent[0]?.answer(603);
    expect(uris()).toEqual([one]);
    expect(statuses(call)).toEqual([603]);
  });

  it('goes on when a destination says nothing in time', () => {
    const call = invite();
    proxy(call, '|fullResponse||serial|2s|', one, two);
    clock.advance(1999);
    expect(uris()).toEqual([one]);
    clock.advance(1);
    expect(layer.sent[0]?.isCancelled).toBe(true);
    expect(uris()).toEqual([one, two]);
    layer.sent[1]?.answer(180);
    clock.advance(10_000);
    layer.sent[1]?.answer(200);
    expect(statuses(call)).toEqual([180, 200]);
  });

  it('follows redirections only when told to', () => {
    const call = invite();
    proxy(call, '|fullResponse|followRedirects|serial||', one);
    layer.sent[0]?.answer(302, [`Contact: <${two}>`]);
    expect(uris()).toEqual([one, two]);
    expect(statuses(call)).toEqual([]);
  });

  it('is cancelled with its caller', () => {
    const call = invite();
    proxy(call, '|fullResponse||serial||', one, two);
    layer.receiveCancel(call);
    expect(layer.sent[0]?.isCancelled).toBe(true);
    layer.sent[0]?.answer(487);
    expect(uris()).toEqual([one]);
    expect(statuses(call)).toEqual([487]);
  });

  it('gets 483 when it has no hops left', () => {
    const call = invite(0);
    proxy(call, '|fullResponse||serial||', one);
    expect(statuses(call)).toEqual([483]);
    expect(app.toldOf('response', 'f1', 'NOK')).toHaveLength(1);
  });

  it('has its dialog come by here when told so, and no other request ever', () => {
    const call = invite();
    proxy(call, 'remainInDialog|fullResponse||serial||', one);
    expect(headersOf(layer.sent[0]?.request as never, 'Record-Route')).toEqual(['<sip:192.0.2.1:5060;lr>']);
    layer.sent[0]?.answer(200);
    const inDialog = (method: string, callId: string) => [
      `${method} ${one} SIP/2.0`,
      'Max-Forwards: 70',
      'Route: <sip:192.0.2.1:5060;lr>',
      'From: <sip:anna@192.0.2.7>;tag=anna',
      'To: <sip:100@192.0.2.1>;tag=them',
      `Call-ID: ${callId}`,
      `CSeq: 2 ${method}`,
    ];
    layer.receiveAck(...inDialog('ACK', 'call-1'));
    expect(layer.acks.map(({ uri }) => uri)).toEqual([one]);
    const bye = layer.receive(...inDialog('BYE', 'call-1'));
    expect(layer.sent.at(-1)?.request).toMatchObject({ method: 'BYE', uri: one });
    expect(headersOf(layer.sent.at(-1)?.request as never, 'Route')).toEqual([]);
    layer.sent.at(-1)?.answer(200);
    expect(statuses(bye)).toEqual([200]);
    expect(agent.stats.proxiedCalls).toBe(0);
    expect(statuses(layer.receive(...inDialog('BYE', 'call-2')))).toEqual([481]);
  });
});
