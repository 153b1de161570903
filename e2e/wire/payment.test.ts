import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { levelDb, readWav, sine } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { callLine, stepSpoke } from '../support/calling.js';
import { flowOf } from '../support/flows.js';
import { Rest } from '../support/rest.js';
import { pathOf, readStory } from '../support/story.js';
import { WIRE_RATE_HZ } from '../support/wire-caller.js';
import { findWritten } from '../support/written.js';

const facts = inject('stack');
const rest = new Rest(facts);
const CARD = '4929170385510642';
const SERVICE_KEY = 'pk-e2e-7b1f0c55d2';
const TOKEN = 'tok-e2e-99c0ffee41';

type Seen = { readonly authorization: string | undefined; readonly body: string };
let service: Server;
const seen: Seen[] = [];

// Charges cards, and hands out a token for each.
const paymentService = () =>
  createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ authorization: request.headers.authorization, body: Buffer.concat(chunks).toString() });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ state: 'paid', token: TOKEN }));
    });
  });

const paymentFlow = (port: number) =>
  flowOf(
    'card',
    {
      card: [
        'collect',
        { prompt: 'Please enter your card number.', isSecret: true, minDigits: 12, maxDigits: 16, saveAs: 'card' },
      ],
      charge: [
        'http',
        {
          method: 'POST',
          url: `http://127.0.0.1:${port}/charges?from={{ call.from }}`,
          auth: { kind: 'bearer', secret: 'payments' },
          bodyKind: 'fields',
          fields: [
            { name: 'card', value: '{{ card }}' },
            { name: 'amount', value: '12.50' },
          ],
          results: [
            { path: 'state', as: 'state' },
            { path: 'token', as: 'token', isSecret: true },
          ],
        },
      ],
      keep: [
        'http',
        {
          method: 'POST',
          url: `http://127.0.0.1:${port}/tokens`,
          bodyKind: 'fields',
          fields: [{ name: 'token', value: '{{ token }}' }],
        },
      ],
      thanks: ['hangup', { text: 'Thank you, you have {{ state }}.' }],
      sorry: ['hangup', { text: 'That did not work.' }],
    },
    [
      ['card', 'digits', 'charge'],
      ['card', 'noInput', 'sorry'],
      ['charge', 'ok', 'keep'],
      ['charge', 'failed', 'sorry'],
      ['keep', 'ok', 'thanks'],
      ['keep', 'failed', 'sorry'],
    ],
    {
      variables: [
        { name: 'card', type: 'secret' },
        { name: 'token', type: 'secret' },
      ],
    },
  );

beforeAll(async () => {
  service = paymentService();
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  await rest.putSecret('payments', SERVICE_KEY);
  await rest.line('payments', paymentFlow((service.address() as AddressInfo).port));
});
afterAll(() => new Promise((resolve) => service.close(resolve)));

describe('a payment by card', () => {
  it('reaches the service, and nothing else that was ever written or told knows card, token or key', async () => {
    const caller = await callLine(rest, 'payments');
    await stepSpoke(caller, 'card');
    const fromMs = performance.now();
    // A telephone that also lets its keys be heard: what they sound like must not be recorded either.
    const tones = caller.say(sine(700, 4000, WIRE_RATE_HZ));
    for (const key of CARD) await caller.press(key);
    const untilMs = performance.now();
    await tones;
    await caller.named('hangup');
    await caller.close();

    expect(seen).toEqual([
      { authorization: `Bearer ${SERVICE_KEY}`, body: JSON.stringify({ card: CARD, amount: '12.50' }) },
      { authorization: undefined, body: JSON.stringify({ token: TOKEN }) },
    ]);
    const story = await readStory(rest, caller.callId, (call) => call.hasRecording);
    expect(pathOf(story)).toEqual(['card', 'charge', 'keep', 'thanks']);

    const keys = (events: readonly { readonly event: string; readonly digit?: unknown }[]) =>
      events.flatMap((one) => (one.event === 'dtmf' ? [one.digit] : []));
    const journaled = story.journal.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
    expect(new Set(keys(journaled))).toEqual(new Set(['*']));
    expect(new Set(keys(caller.events))).toEqual(new Set(['*']));
    const told = JSON.stringify([story, caller.events]);
    for (const secret of [CARD, TOKEN, SERVICE_KEY]) expect(told).not.toContain(secret);

    const { channels, rateHz } = readWav(await rest.recording(caller.callId));
    const [callerSide = new Int16Array()] = channels;
    const at = (ms: number) => Math.round(((ms - caller.sentAtMs(0)) * rateHz) / 1000);
    expect(levelDb(callerSide.subarray(at(fromMs + 300), at(untilMs - 300)))).toBe(Number.NEGATIVE_INFINITY);

    expect(await findWritten([CARD, TOKEN, SERVICE_KEY], facts)).toEqual([]);
    // The search finds what is there.
    expect(await findWritten([caller.callId], facts)).not.toEqual([]);
  });
});
