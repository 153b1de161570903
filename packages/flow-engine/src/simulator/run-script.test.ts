import { describe, expect, it } from 'vitest';
import { compileFlow } from '../program.js';
import { type FlowScript, flowScript } from '../script/script.js';
import { drawFlow, type FlowSketch } from '../testing/draw-flow.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import { serviceNodes } from '../testing/service-nodes.js';
import { verifyJournal } from '../testing/verify-journal.js';
import { eventsOf } from './call-record.js';
import { runScript } from './run-script.js';
import type { ScriptOptions } from './script-call.js';

const programOf = (sketch: FlowSketch) => compileFlow(drawFlow(sketch), [...sampleNodes, ...serviceNodes]);
const run = (sketch: FlowSketch, script: Partial<FlowScript>, options?: ScriptOptions) => {
  const program = programOf(sketch);
  const result = runScript(program, flowScript.parse(script), options);
  verifyJournal(program, result.journal, result.instance);
  return result;
};

const menu: FlowSketch = {
  steps: {
    hello: ['tell', { text: 'Hello' }],
    ask: ['ask'],
    sales: ['tell', { text: 'Sales' }],
    bye: ['tell', { text: 'Bye' }],
  },
  lines: [
    ['hello', 'done', 'ask'],
    ['ask', 'key1', 'sales'],
    ['ask', 'key2', 'ask'],
    ['sales', 'done', 'bye'],
    ['sales', 'failed', 'bye'],
  ],
};
const order = (command: object): FlowSketch => ({
  steps: { go: ['order', { command: { ...command } }], bye: ['tell', { text: 'Bye' }] },
  lines: [['go', 'done', 'bye']],
});
const dial = { command: 'dial', dialId: 'd', targets: [{ target: 'a' }, { target: 'b' }] };
const enqueue = { command: 'enqueue', queueId: 'q', queue: 'sales' };
const conference = { command: 'conference', conferenceId: 'c', room: 'team' };
const fetching: FlowSketch = {
  steps: { ask: ['ask'], get: ['fetch'], bye: ['tell', { text: 'Bye' }] },
  lines: [
    ['ask', 'key1', 'get'],
    ['get', 'done', 'bye'],
    ['get', 'failed', 'bye'],
  ],
};

describe('a script', () => {
  it('is carried out politely: the caller answers questions when they have been asked', () => {
    const { path, problems, heard, reason } = run(menu, { when: [{ presses: '2' }, { presses: '1' }] });
    expect({ path, problems, reason }).toEqual({
      path: ['hello', 'ask', 'ask', 'sales', 'bye'],
      problems: [],
      reason: 'completed',
    });
    expect(heard).toEqual(['Hello', 'Press a key.', 'Press a key.', 'Sales', 'Bye']);
  });

  it('has the caller do things at times of their own too', () => {
    expect(run(menu, { when: [{ hears: 'Press' }, { presses: '1', afterMs: 20 }] }).durationMs).toBeLessThan(
      run(menu, { when: [{ presses: '1' }] }).durationMs,
    );
    expect(run(menu, { when: [{ isSilent: 100 }, { hangsUp: true }] }).durationMs).toBe(100);
    expect(run(menu, { when: [{ isSilent: true }] }).exits).toEqual(['hello.done', 'ask.none']);
    expect(
      run(menu, {
        when: [
          { makesNoise: true, afterMs: 0 },
          { says: 'hm', afterMs: 0 },
        ],
      }).problems,
    ).toEqual([]);
  });

  it('says what could never be done, and which act that is', () => {
    const { problems, path } = run(menu, { when: [{ presses: '1' }, { presses: '2' }, { hangsUp: true }] });
    expect(problems).toEqual([{ act: 1, message: 'The call was over before the caller could press 2.' }]);
    expect(path).toEqual(['hello', 'ask', 'sales', 'bye']);
  });

  it.each([
    [{ hears: 'Mars' }, 'The call was over before the caller could hear "Mars".'],
    [{ http: { status: 200 } }, 'The call was over before the flow made a request.'],
    [{ code: { value: 1 } }, 'The call was over before the flow ran any code.'],
    [{ line: { outcome: 'busy' } }, 'The call was over before the flow called a line.'],
    [{ queue: { outcome: 'full' } }, 'The call was over before it came to a queue.'],
    [{ room: { outcome: 'full' } }, 'The call was over before it came to a conference.'],
  ] as const)('says so of %j', (act, message) => {
    expect(run(menu, { when: [act] }).problems).toEqual([{ act: 0, message }]);
  });

  it('ends a call that would wait for ever, and says where', () => {
    const sketch = order({ command: 'play', url: 'prompt:music', loop: true });
    const { problems, reason } = run(sketch, { when: [] });
    expect(problems).toEqual([{ act: null, message: 'The call waits for ever in step go, before it came to an end.' }]);
    expect(reason).toBe('completed');
  });

  it('lets the command fail that is given next, also within the act before it', () => {
    const { exits } = run(menu, { when: [{ presses: '1' }, { fails: 'tts' }] });
    expect(exits).toContain('sales.failed');
    const { journal } = run(menu, { when: [{ fails: 'tts' }, { fails: 'tts' }] });
    expect(eventsOf(journal, 'error').map(({ sender, playId }) => [sender, playId])).toEqual([
      ['tts', 'hello.1'],
      ['tts', 'flow-failure'],
    ]);
  });
});

describe('what is given', () => {
  it('are caller, time, chance and variables', () => {
    const given = { from: '+49301', to: '+49302', time: '2026-03-02T09:30', variables: { name: 'Ada' }, seed: 7 };
    const { journal, vars } = run({ ...menu, settings: { timeZone: 'Europe/Berlin' } }, { given });
    expect(journal[0]).toMatchObject({
      event: { timestamp: Date.parse('2026-03-02T08:30Z'), from: '+49301', to: '+49302' },
    });
    expect(vars).toMatchObject({ name: 'Ada', call: { from: '+49301' } });
    expect(journal.flatMap((line) => (line.kind === 'event' ? [line.event] : []))).toContainEqual(
      expect.objectContaining({ event: 'flowStarted', seed: 7 }),
    );
  });

  it('must be right', () => {
    expect(run(menu, { given: { time: 'noon' }, when: [{ presses: '1' }] }).problems).toEqual([
      { act: null, message: '"noon" is no time: write it as 2026-03-02T09:30.' },
    ]);
  });

  it('are lines, queues and rooms that need not be told anything', () => {
    const lines = { a: { outcome: 'busy' }, b: { outcome: 'busy' } } as const;
    expect(run(order(dial), { given: { lines } }).vars.result).toBe('busy');
    expect(run(order(enqueue), { given: { queues: { sales: { outcome: 'answered' } } } }).vars.result).toBe('ended');
    expect(run(order(conference), { given: { rooms: { team: { outcome: 'joined' } } } }).vars.result).toBe('ended');
  });

  it('are answers to requests', () => {
    const http = [{ request: 'POST https://shop.example/*', status: 200, body: { order: { id: 7 } }, afterMs: 900 }];
    const { vars, requests, exits } = run(fetching, { given: { http }, when: [{ presses: '1' }] });
    expect(exits).toEqual(['ask.key1', 'get.done', 'bye.done']);
    expect(vars).toMatchObject({ id: 7, status: 200 });
    expect(requests).toMatchObject([{ method: 'POST', url: 'https://shop.example/orders' }]);
  });
});

describe('answers of the world', () => {
  it.each([
    [{ status: 200, body: { order: { id: 'x' } } }, 'get.done', { id: 'x', status: 200 }],
    [{ status: 500 }, 'get.failed', { status: 500, error: null }],
    [{ error: 'http.refusedAddress' }, 'get.failed', { status: null, error: 'http.refusedAddress' }],
    [{ status: 200, afterMs: 60_000 }, 'get.failed', { status: null, error: 'http.timeout' }],
  ])('to a request: %j', (http, exit, variables) => {
    const { exits, vars, problems } = run(fetching, { when: [{ presses: '1' }, { http }] });
    expect(problems).toEqual([]);
    expect(exits).toContain(exit);
    expect(vars).toMatchObject(variables);
  });

  it('are given up when nobody answers', () => {
    const { vars, journal } = run(fetching, { when: [{ presses: '1' }] });
    expect(vars).toMatchObject({ status: null, error: 'http.network' });
    expect(journal).toContainEqual(
      expect.objectContaining({
        event: expect.objectContaining({ event: 'httpResult', durationMs: 8_000, attempts: 2 }),
      }),
    );
    expect(run(order({ ...dial, timeoutMs: 5_000 }), {}).vars.result).toBe('noAnswer');
    expect(run(order(enqueue), {}).vars.result).toBe('failed');
    expect(run(order(conference), {}).vars.result).toBe('failed');
  });

  it('of lines are given to each of them', () => {
    const busy = { line: { outcome: 'busy' } } as const;
    expect(run(order(dial), { when: [busy, { line: { outcome: 'answered', talkMs: 10 } }] }).vars.result).toBe('ended');
    expect(run(order({ ...dial, order: 'oneAfterAnother' }), { when: [busy, busy] }).vars.result).toBe('busy');
  });

  it('of queues and conferences, of passing on and of messages', () => {
    expect(run(order(enqueue), { when: [{ queue: { outcome: 'full' } }] }).vars.result).toBe('full');
    expect(run(order(conference), { when: [{ room: { outcome: 'alone', talkMs: 5 } }] }).vars.result).toBe('ended');
    const refer = { command: 'refer', target: 'desk', referId: 'r' };
    expect(run(order(refer), { when: [{ line: { outcome: 'failed' } }] }).vars.result).toBe('failed');
    const message = { command: 'message', messageId: 'm', channel: 'sms', to: '+1', text: 'Hi' };
    const sent = run(order(message), {});
    expect(sent.vars.result).toBe('queued');
    expect(sent.messages).toMatchObject([{ channel: 'sms', to: '+1', text: 'Hi' }]);
  });
});

describe('code', () => {
  const computing: FlowSketch = { steps: { sum: ['compute', { input: 41 }] } };
  const runCode: ScriptOptions['runCode'] = (_, input) => ({ ok: true, value: Number(input) + 1 });

  it('is run where it can be', () => {
    expect(run(computing, {}, { runCode }).vars.computed).toBe(42);
  });

  it('gives what the script says, even where it could be run', () => {
    expect(run(computing, { when: [{ code: { value: 'said' } }] }, { runCode }).vars.computed).toBe('said');
    expect(run(computing, { when: [{ code: { error: 'Oh no.' } }] }).exits).toEqual(['sum.failed']);
  });

  it('runs into its time-out where nobody can tell', () => {
    expect(run(computing, {}).vars.computed).toBe('The code took too long.');
  });
});

describe('a secret', () => {
  const pay: FlowSketch = {
    steps: {
      ask: ['pin'],
      send: ['fetch', { body: '{"pin":"{{ pin }}"}' }],
      again: ['fetch', { body: '{{ token }}' }],
      say: ['tell', { text: 'Your PIN is {{ pin }}, the token {{ token }}.' }],
    },
    lines: [
      ['ask', 'done', 'send'],
      ['send', 'done', 'again'],
      ['again', 'done', 'say'],
    ],
    settings: {
      variables: [
        { name: 'pin', type: 'secret' },
        { name: 'token', type: 'secret' },
      ],
    },
  };
  const http = [{ request: '*', status: 200, body: { token: 'tok-8812', order: { id: 1 } } }];
  const paid = run(pay, { given: { http }, when: [{ presses: '4711' }] });

  it('reaches the service it is meant for', () => {
    expect(paid.exits).toEqual(['ask.done', 'send.done', 'again.done', 'say.done']);
    expect(paid.requests).toMatchObject([
      { body: '{"pin":"4711"}', headers: [{ name: 'x-pin', value: '4711' }] },
      { body: 'tok-8812' },
    ]);
    expect(paid.vars.digitCount).toBe(4);
  });

  it('is nowhere in the journal, nor in the state of the flow', () => {
    const written = JSON.stringify([paid.journal, paid.instance]);
    for (const secret of ['4711', 'tok-8812', '"digit":"4"', '"digit":"7"', '"digit":"1"'])
      expect(written).not.toContain(secret);
    expect(paid.heard).toContain('Your PIN is , the token .');
  });

  it('that is too short is kept nowhere either', () => {
    const { exits, vars, journal } = run(pay, { when: [{ presses: '47' }] });
    expect(exits).toEqual(['ask.failed']);
    expect(vars).toMatchObject({ pin: null, digitCount: 2 });
    expect(JSON.stringify(journal)).not.toContain('"47"');
  });
});
