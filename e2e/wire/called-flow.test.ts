import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileFlow, replayJournal } from '@callwright/flow-engine';
import { nodeTypes } from '@callwright/nodes/executors';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callLine, stepSpoke } from '../support/calling.js';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory, saidBy } from '../support/story.js';

const facts = inject('stack');
const rest = new Rest(facts);
let service: Server;
const asked: string[] = [];

const orderService = () =>
  createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    const isKnown = request.url === '/orders/4711';
    response.writeHead(isKnown ? 200 : 404);
    response.end(JSON.stringify(isKnown ? { order: { days: 3, items: ['lamp', 'table'] } } : {}));
  });

/** Asks the service for an order, and returns by what it says. */
const lookUp = (port: number) =>
  flowOf(
    'ask',
    {
      ask: [
        'http',
        {
          url: `http://127.0.0.1:${port}/orders/{{ number }}`,
          results: [
            { path: 'order.days', as: 'days' },
            { path: 'order.items.1', as: 'last' },
          ],
          ways: [{ id: 'unknown', label: 'Unknown', statuses: ['404'] }],
        },
      ],
      found: ['return', { outcome: 'done' }],
      unknown: ['return', { outcome: 'unknown' }],
      down: ['return', { outcome: 'unknown' }],
    },
    [
      ['ask', 'ok', 'found'],
      ['ask', 'unknown', 'unknown'],
      ['ask', 'failed', 'down'],
      ['ask', 'timeout', 'down'],
      ['ask', 'otherwise', 'down'],
    ],
    {
      outcomes: ['unknown'],
      variables: [
        { name: 'number', type: 'text', input: true },
        { name: 'days', type: 'number', output: true },
        { name: 'last', type: 'text', output: true },
      ],
    },
  );

const shop = (flow: string) =>
  flowOf(
    'ask',
    {
      ask: ['collect', { prompt: 'Please enter your order.', minDigits: 4, maxDigits: 4, saveAs: 'order' }],
      look: [
        'subflow',
        {
          flow,
          inputs: [{ name: 'number', value: '{{ order }}' }],
          outputs: [
            { name: 'days', saveAs: 'days' },
            { name: 'last', saveAs: 'item' },
          ],
          outcomes: ['done', 'unknown'],
        },
      ],
      tell: ['hangup', { text: 'Your {{ item }} comes in {{ days }} days.' }],
      unknown: ['hangup', { text: 'There is no such order.' }],
      sorry: ['hangup', { text: 'Please call again.' }],
    },
    [
      ['ask', 'digits', 'look'],
      ['ask', 'noInput', 'sorry'],
      ['look', 'done', 'tell'],
      ['look', 'unknown', 'unknown'],
      ['look', 'failed', 'sorry'],
    ],
  );

beforeAll(async () => {
  service = orderService();
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const called = await rest.createFlow('order service', lookUp((service.address() as AddressInfo).port));
  await rest.publish(called);
  await rest.line('shop', shop(called.id));
});
afterAll(() => new Promise((resolve) => service.close(resolve)));

const callWith = async (digits: string) => {
  const caller = await callLine(rest, 'shop');
  await stepSpoke(caller, 'ask');
  for (const digit of digits) await caller.press(digit);
  await caller.named('hangup');
  await caller.close();
  return readStory(rest, caller.callId);
};

describe('a call that runs another flow, which asks a web service', () => {
  it('goes on by what the service says, and its journal replays exactly, without asking again', async () => {
    const story = await callWith('4711');
    expect(pathOf(story)).toEqual(['ask', 'look', 'ask', 'found', 'tell']);
    expect(saidBy(story, 'system').at(-1)).toBe('Your table comes in 3 days.');
    expect(asked).toEqual(['GET /orders/4711']);
    const { document, flow, subflows } = story.call;
    if (!document || !flow) throw new Error('The call shows no flow.');
    expect(subflows).toHaveLength(1);
    const library = new Map(subflows.map((one) => [one.key, one.document.flow]));
    const replay = replayJournal(compileFlow(document.flow, nodeTypes, library), flow, story.journal);
    expect(replay).toMatchObject({ difference: null, instance: { status: 'finished' } });
    expect(replay.instance.vars).toMatchObject({ order: '4711', days: 3, item: 'table' });
    expect(asked).toHaveLength(1);
    // The comparison sees what differs: the same journal is not one of a flow that calls nothing.
    const alone = replayJournal(compileFlow(document.flow, nodeTypes), flow, story.journal);
    expect(alone.difference).not.toBeNull();
  });

  it('takes the way of an outcome of its own', async () => {
    const story = await callWith('0815');
    expect(pathOf(story)).toEqual(['ask', 'look', 'ask', 'unknown', 'unknown']);
    expect(saidBy(story, 'system').at(-1)).toBe('There is no such order.');
  });
});
