import { type CallOptions, callInMemory, commandsOf, drawFlow, NodeCoverage } from '@callwright/flow-engine/testing';
import type { Json } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../executors.js';
import { definition, MessageConfig } from './definition.js';

type Config = Readonly<Record<string, Json>>;
const coverage = new NodeCoverage('message');
const call = (config: Config, options: Partial<CallOptions> = {}) =>
  coverage.add(
    callInMemory({
      flow: drawFlow({
        steps: { send: ['message', { text: 'Hello {{ name }}.', ...config }], next: ['hangup'] },
        lines: [
          ['send', 'queued', 'next'],
          ['send', 'failed', 'next'],
        ],
        settings: { language: 'de-DE' },
      }),
      nodeTypes,
      input: { name: 'Ada' },
      ...options,
    }),
  );
const sent = (config: Config, input: Config = { name: 'Ada' }) =>
  commandsOf(call(config, { input }).journal, 'message')[0];
const silent: CallOptions['world'] = { faults: [{ command: 'message', how: 'silent' }] };
const result = (messageId: string, status: 'queued' | 'failed') =>
  ({ event: 'messageResult', messageId, status, timestamp: 0 }) as const;

describe('message', () => {
  it('sends an SMS to the caller and goes on at once', () => {
    const { journal, durationMs, ...record } = call({});
    expect(record.exits).toEqual(['send.queued']);
    expect(durationMs).toBe(0);
    expect(commandsOf(journal, 'message')).toEqual([
      {
        command: 'message',
        messageId: 'send.1',
        commandId: 'send.1',
        channel: 'sms',
        to: '+15550100',
        text: 'Hello Ada.',
      },
    ]);
  });

  it('writes in the language now spoken', () => {
    expect(sent({ text: { en: 'Hello.', de: 'Guten Tag.' } })?.text).toBe('Guten Tag.');
  });

  it('sends an e-mail with its subject, in one line, and with recordings', () => {
    const config = {
      channel: 'email',
      to: '{{ to }}',
      subject: 'For {{ name }}',
      recordings: ['{{ id }}', '{{ no }}'],
    };
    const input = { name: 'Ada\r\nBcc: x@y.example', to: 'ada@shop.example\n', id: 'r1' };
    expect(sent(config, input)).toMatchObject({
      channel: 'email',
      to: 'ada@shop.example',
      subject: 'For Ada Bcc: x@y.example',
      recordIds: ['r1'],
    });
  });

  it('sends values to a webhook as JSON no value can break out of', () => {
    const values = [
      { name: 'who', value: '{{ name }}' },
      { name: 'count', value: '{{ count }}' },
    ];
    const input = { name: 'A", "admin": true, "x": "', count: 2 };
    const message = sent({ channel: 'webhook', to: 'https://crm.example/{{ name }}', values, subject: 'no' }, input);
    expect(JSON.parse(message?.text ?? '')).toEqual({ who: input.name, count: 2 });
    expect(message?.to).toBe('https://crm.example/A%22%2C%20%22admin%22%3A%20true%2C%20%22x%22%3A%20%22');
    expect(message).not.toHaveProperty('subject');
  });

  it('shortens a subject that is longer than any', () => {
    expect(
      sent({ channel: 'email', to: 'a@b.example', subject: '{{ name }}' }, { name: 'x'.repeat(500) })?.subject,
    ).toHaveLength(200);
  });

  it('sends no secret', () => {
    expect(sent({ text: 'PIN {{ pin }}.' }, { pin: '⟦k3⟧' })?.text).toBe('PIN .');
  });

  it.each(['refused', 'fails', 'silent'] as const)('leaves by its failed exit when it %s', (how) => {
    const { durationMs, ...record } = call({}, { world: { faults: [{ command: 'message', how }] } });
    expect(record.exits).toEqual(['send.failed']);
    expect(durationMs).toBe(how === 'silent' ? 5_000 : 0);
  });

  it('leaves by its failed exit when the message cannot be written down', () => {
    const script: CallOptions['script'] = (_, { post }) => {
      post(result('other', 'queued'));
      post(result('send.1', 'failed'));
    };
    expect(call({}, { world: silent, script }).exits).toEqual(['send.failed']);
  });

  it.each([
    ['nobody to send it to', { to: '{{ never }}' }],
    ['an address longer than any', { to: '{{ long }}' }],
    ['nothing to say', { text: '{{ never }}' }],
    [
      'more values than any',
      { channel: 'webhook', to: 'https://a.example', values: [{ name: 'a', value: '{{ long }}' }] },
    ],
  ])('leaves by its failed exit without a try when there is %s', (_, config) => {
    const { journal, ...record } = call(config, { input: { long: 'x'.repeat(20_000) } });
    expect(record.exits).toEqual(['send.failed']);
    expect(commandsOf(journal, 'message')).toEqual([]);
  });

  it('ends with the call', () => {
    const script: CallOptions['script'] = (caller) => caller.hangsUp({ afterMs: 100 });
    const { instance, ...record } = call({}, { world: silent, script });
    expect(record.exits).toEqual([]);
    expect(instance).toMatchObject({ status: 'finished', timers: [] });
  });

  it.each<[string, Config, readonly string[]]>([
    ['nothing in it', { to: '' }, ['to', 'text']],
    ['a webhook to nowhere', { channel: 'webhook', to: 'crm', values: [{ name: '', value: '' }] }, ['to', 'values']],
    ['an e-mail to nobody', { channel: 'email', to: 'ada', text: 'x' }, ['to']],
    ['a variable written wrongly', { text: { en: '{{ a' } }, ['text']],
    ['a recording written wrongly', { text: 'x', recordings: ['{{ a'] }, ['recordings']],
    ['all in order', { channel: 'email', to: '{{ mail }}', text: 'x' }, []],
  ])('says what is not right with %s', (_, config, fields) => {
    expect(definition.check?.(MessageConfig.parse(config)).map(({ field }) => field)).toEqual(fields);
  });

  it('is summed up by what it sends, or where', () => {
    expect(definition.summary(MessageConfig.parse({ text: 'Hello.' }))).toBe('SMS: Hello.');
    expect(definition.summary(MessageConfig.parse({ channel: 'webhook', to: 'https://a.example' }))).toBe(
      'Webhook: https://a.example',
    );
  });

  it('has been shown whole', () => expect(coverage.gaps()).toEqual([]));
});
