import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileFlow } from '../program.js';
import { drawFlow } from '../testing/draw-flow.js';
import { sampleNodes } from '../testing/sample-nodes.js';
import { serviceNodes } from '../testing/service-nodes.js';
import { FlowCoverage } from './flow-coverage.js';
import { flowTest, flowTestDocument } from './flow-test.js';
import { describeMismatch, runFlowTest } from './run-flow-test.js';

const program = compileFlow(
  drawFlow({
    steps: {
      hello: ['tell', { text: 'Hello {{ name }}' }],
      ask: ['ask'],
      get: ['fetch', { body: '{"key":"{{ pressed }}"}' }],
      text: ['order', { command: { command: 'message', messageId: 'm', channel: 'sms', to: '+1', text: 'Hi there' } }],
      mark: ['order', { command: { command: 'tag', tags: { team: 'sales' }, outcome: 'sold' } }],
    },
    lines: [
      ['hello', 'done', 'ask'],
      ['ask', 'key1', 'get'],
      ['ask', 'key2', 'text'],
      ['get', 'done', 'text'],
      ['text', 'done', 'mark'],
    ],
  }),
  [...sampleNodes, ...serviceNodes],
);

const document = `
flow: menu.flow.yaml
tests:
  - name: buys something
    given:
      variables: { name: Ada }
      http: [{ request: 'POST https://shop.example/*', body: { order: { id: 7 } } }]
    when:
      - presses: '1'
      - isSilent: 5000
      - hangsUp: true
    then:
      path: [hello, ask, get, text, mark]
      exits: [hello.done, ask.key1, text.done]
      heard: [Hello Ada, Press]
      notHeard: [sorry]
      variables: { id: 7, pressed: '1' }
      ended: completed
      outcome: sold
      tags: { team: sales }
      requests: [{ request: POST https://shop.example/orders, body: { key: '1' } }]
      messages: [{ channel: sms, to: '+1', text: Hi }]
      duration: { atMost: 10000, atLeast: 1000 }
`;
const [test] = flowTestDocument.parse(parse(document)).tests;
const judged = (then: object, change: object = {}) =>
  runFlowTest(program, flowTest.parse({ ...test, ...change, then })).problems.map(describeMismatch);

describe('a flow test', () => {
  it('passes when all is as expected', () => {
    expect(test && runFlowTest(program, test)).toMatchObject({ name: 'buys something', passed: true, problems: [] });
  });

  it.each([
    [{ path: ['hello', 'ask'] }, 'path\n  expected: hello → ask\n  actual:   hello → ask → get → text → mark'],
    [{ path: { startsWith: ['ask'] } }, 'path\n  expected: begins with ask\n'],
    [{ path: { includes: ['get', 'mars'] } }, 'path\n  expected: goes through mars\n'],
    [{ exits: ['ask.key1', 'hello.done'] }, 'exits\n  expected: "hello.done" after "ask.key1"\n'],
    [{ heard: ['Press', 'Hello'] }, 'heard\n  expected: "Hello" after "Press"\n  actual:   Hello Ada → Press a key.'],
    [{ notHeard: ['Ada'] }, 'notHeard\n  expected: never "Ada"\n  actual:   Hello Ada'],
    [{ variables: { id: 8 } }, 'variables.id\n  expected: 8\n  actual:   7'],
    [{ variables: { never: 1 } }, 'variables.never\n  expected: 1\n  actual:   (unset)'],
    [{ ended: 'failed' }, 'ended\n  expected: failed\n  actual:   completed'],
    [{ outcome: 'lost' }, 'outcome\n  expected: lost\n  actual:   sold'],
    [{ tags: { team: 'x' } }, 'tags.team\n  expected: "x"\n  actual:   "sales"'],
    [{ requests: [] }, 'requests\n  expected: (nothing)\n  actual:   POST https://shop.example/orders'],
    [{ requests: [{ request: '*', body: 1 }] }, 'requests[0].body\n  expected: 1\n  actual:   {"key":"1"}'],
    [{ messages: [{ text: 'Bye' }] }, 'messages\n  expected: any to anybody: Bye\n  actual:   sms to +1: Hi there'],
    [{ duration: { atMost: 10 } }, 'duration\n  expected: at most 10 ms\n'],
    [{ duration: { atLeast: 99_000 } }, 'duration\n  expected: at least 99000 ms\n'],
  ])('tells what differs from %j', (then, words) => {
    const problems = judged(then);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });

  it('hears several parts of one prompt, in their order', () => {
    expect(judged({ heard: ['Hello', 'Ada', 'Press', 'key'] })).toEqual([]);
    expect(judged({ heard: ['Ada', 'Hello'] })).toHaveLength(1);
    expect(judged({ heard: ['Press', 'Press'] })).toHaveLength(1);
  });

  it('tells what could not be done', () => {
    expect(judged({}, { when: [{ presses: '9' }, { queue: { outcome: 'full' } }] })).toEqual([
      'when[1]\n  expected: {"queue":{"outcome":"full"}}\n  actual:   The call was over before it came to a queue.',
    ]);
  });

  it('ends with the code of a failure', () => {
    const failing = { when: [{ presses: '1' }], given: {} };
    expect(judged({ ended: 'flow.nodeFailed', outcome: 'sold' }, failing)).toEqual([
      'outcome\n  expected: sold\n  actual:   (none)',
    ]);
  });

  it('shares what is given for its whole file, unless it says otherwise', () => {
    const { tests } = flowTestDocument.parse({
      given: { from: '+1', time: '2026-03-02', variables: { a: 1, b: 1 }, http: [{ request: '*', status: 500 }] },
      tests: [
        { name: 'as it is' },
        { name: 'otherwise', given: { from: '+2', variables: { b: 2 }, http: [{ request: 'GET *', status: 200 }] } },
      ],
    });
    expect(tests[0]?.given).toMatchObject({ from: '+1', variables: { a: 1, b: 1 } });
    expect(tests[1]?.given).toEqual({
      from: '+2',
      time: '2026-03-02',
      variables: { a: 1, b: 2 },
      http: [
        { request: 'GET *', status: 200 },
        { request: '*', status: 500 },
      ],
    });
  });

  it('is refused when it has words no test knows', () => {
    expect(flowTestDocument.safeParse(parse('tests: [{ name: x, then: { paths: [] } }]')).success).toBe(false);
  });
});

describe('coverage', () => {
  it('counts steps, ways out and lines of executed calls', () => {
    const coverage = new FlowCoverage(program);
    if (test) coverage.add(runFlowTest(program, test).record.journal);
    const { nodes, exits, edges } = coverage.report();
    expect(nodes).toMatchObject({ total: 5, covered: 5, percent: 100, missing: [] });
    expect(edges).toMatchObject({ total: 5, covered: 4, percent: 80, missing: ['ask.key2'] });
    expect(exits.counts).toMatchObject({ 'ask.key1': 1, 'ask.key2': 0 });
    expect(exits.missing).toContain('ask.none');
    expect([...coverage.reports().keys()]).toEqual([null]);
  });

  it('of a flow nobody called is nothing', () => {
    expect(new FlowCoverage(program).report().nodes).toMatchObject({ covered: 0, percent: 0 });
    expect(new FlowCoverage(program).report('unknown').nodes).toMatchObject({ total: 0, percent: 100 });
  });
});
