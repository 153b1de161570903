import schema from '@jambonz/schema';
import { describe, expect, it } from 'vitest';
import { MAX_REPLY_BYTES, repliesOf } from './replies.js';
import type { Verb, VerbName, VerbOptions } from './verb.js';
import { verbNames, verbs } from './verbs.js';

/** One of each, with what jambonz demands and a little of what it takes. */
const samples: { readonly [Name in VerbName]: VerbOptions[Name] } = {
  say: { text: ['Hello.'], synthesizer: { vendor: 'default', language: 'en-US', voice: 'x' }, loop: 2 },
  play: { url: 'https://example.com/a.mp3', actionHook: '/played', seekOffset: 8000 },
  gather: {
    input: ['digits', 'speech'],
    numDigits: 4,
    timeout: 5,
    bargein: true,
    say: { text: 'Well?' },
    recognizer: { vendor: 'default', hints: ['yes', 'no'] },
    actionHook: '/gathered',
  },
  transcribe: { transcriptionHook: '/heard', recognizer: { vendor: 'default' } },
  listen: { url: '/recording', mixType: 'stereo', sampleRate: 8000, wsAuth: { username: 'a', password: 'b' } },
  stream: { url: '/recording', bidirectionalAudio: { enabled: true, streaming: true, sampleRate: 16_000 } },
  dub: { action: 'playOnTrack', track: 'music', play: 'https://example.com/a.mp3', gain: -3 },
  config: {
    notifyEvents: true,
    bargeIn: { enable: true, sticky: true, input: ['digits'], actionHook: '/keys' },
    listen: { enable: true, url: '/recording' },
    record: { action: 'startCallRecording' },
    reset: ['synthesizer'],
  },
  dtmf: { dtmf: '12#', duration: 100 },
  answer: {},
  alert: { message: '180 Ringing' },
  hangup: { headers: { 'X-Reason': 'done' } },
  leave: {},
  pause: { length: 1.5 },
  redirect: { actionHook: '/next' },
  tag: { data: { vip: true } },
  dial: {
    target: [
      { type: 'phone', number: '+15551230000' },
      { type: 'sip', sipUri: 'sip:a@example.com' },
    ],
    confirmHook: '/confirm',
    timeLimit: 60,
    timeout: 20,
  },
  conference: { name: 'room', beep: true, startConferenceOnEnter: true, maxParticipants: 5 },
  enqueue: { name: 'support', waitHook: '/wait', priority: 3 },
  dequeue: { name: 'support', timeout: 5, beep: true },
  message: { to: '+15551230000', from: '+15551230001', text: 'Hi.' },
  'sip:decline': { status: 486, reason: 'Busy Here' },
  'sip:request': { method: 'INFO', body: 'x', headers: { 'Content-Type': 'text/plain' } },
  'sip:refer': { referTo: 'sip:a@example.com', eventHook: '/referred', actionHook: '/over' },
  llm: { vendor: 'openai', llmOptions: { a: 1 } },
  s2s: { vendor: 'openai', llmOptions: { a: 1 } },
  openai_s2s: { llmOptions: { a: 1 } },
  google_s2s: { llmOptions: { a: 1 } },
  deepgram_s2s: { llmOptions: { a: 1 }, auth: { apiKey: 'x' } },
  ultravox_s2s: { llmOptions: { a: 1 } },
  qwen_s2s: { llmOptions: { a: 1 } },
  elevenlabs_s2s: { auth: { agent_id: 'x' } },
  gptlive_s2s: { auth: { apiKey: 'x' }, llmOptions: { session_update: { delegation: { type: 'client' } } } },
  agent: { llm: { vendor: 'openai', model: 'm', llmOptions: { systemPrompt: 'Be kind.' } }, greeting: true },
  pipeline: {},
  dialogflow: { project: 'p', credentials: '{}', lang: 'en' },
  lex: { botId: 'b', botAlias: 'a' },
  rasa: { url: 'https://example.com' },
};
/** Old verbs, which the published schema does not have. */
const unpublished: ReadonlySet<string> = new Set(['pipeline', 'lex', 'rasa']);
const methodOf = (name: string) => name.replace(/[:_](.)/, (_, letter: string) => letter.toUpperCase());

describe('the builder of verbs', () => {
  it('knows every verb once', () => {
    expect([...verbNames].sort()).toEqual(Object.keys(samples).sort());
  });

  it.each(verbNames.filter((name) => !unpublished.has(name)))('writes %s as the schema of jambonz wants it', (name) => {
    const builder = verbs('m-1');
    const method = Reflect.get(builder, methodOf(name));
    const { data = [] } = method(samples[name]).asAckReply();
    expect(data).toEqual([{ verb: name, ...samples[name] }]);
    expect(() => schema.validateVerb(name, samples[name], console)).not.toThrow();
    // The root schema of 0.4.15 knows the vendors' short forms by `verb`, but not all of them.
    if (!name.endsWith('_s2s'))
      expect(schema.validateApp(JSON.parse(JSON.stringify(data)))).toMatchObject({ valid: true });
  });

  it('answers in the order of the calls, and leaves the list it came from as it was', () => {
    const greeting = verbs('m-1').say('Hello.');
    const whole = greeting.pause({ length: 1 }).sipRefer({ referTo: 'sip:a@example.com' }).hangup();
    expect(JSON.parse(whole.asAckReply().json())).toEqual({
      type: 'ack',
      msgid: 'm-1',
      data: [
        { verb: 'say', text: 'Hello.' },
        { verb: 'pause', length: 1 },
        { verb: 'sip:refer', referTo: 'sip:a@example.com' },
        { verb: 'hangup' },
      ],
    });
    expect(greeting.all).toHaveLength(1);
    expect(JSON.parse(verbs('m-2').asAckReply().json())).toEqual({ type: 'ack', msgid: 'm-2' });
    expect(JSON.parse(greeting.asRedirect(true).json())).toMatchObject({ command: 'redirect', queueCommand: true });
  });
});

describe('verbs that are too many for one message', () => {
  const long = (length: number): Verb => ({ verb: 'say', text: 'ü'.repeat(length) });

  it('follow by commands that queue, each of a size that jambonz takes', () => {
    const list = Array.from({ length: 9 }, () => long(3_000));
    const replies = repliesOf('m-1', list);
    expect(replies.length).toBeGreaterThan(1);
    expect(replies.flatMap(({ data }) => data)).toEqual(list);
    expect(replies[0]).toMatchObject({ type: 'ack', msgid: 'm-1' });
    for (const reply of replies.slice(1)) expect(reply).toMatchObject({ command: 'redirect', queueCommand: true });
    for (const reply of replies) expect(Buffer.byteLength(reply.json())).toBeLessThanOrEqual(MAX_REPLY_BYTES);
  });

  it('begin with a command when there is nothing to answer', () => {
    expect(repliesOf(null, [long(1)])).toMatchObject([{ command: 'redirect', queueCommand: false }]);
    expect(repliesOf('m-1', [])).toMatchObject([{ type: 'ack', msgid: 'm-1' }]);
  });

  it('cannot be cut when it is one', () => {
    expect(() => repliesOf('m-1', [long(20_000)])).toThrow(RangeError);
  });
});
