import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drawFlow } from '@callwright/flow-engine/testing';
import type { FlowDefinition, Json } from '@callwright/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveServices, type LiveServicesOptions } from './testing/live-services.js';
import type { TestCall } from './testing/test-call.js';
import { TestExchange } from './testing/test-exchange.js';

let services: LiveServices;
let exchange: TestExchange;
let server: Server;
let base: string;
/** What the server does. */
let serve: RequestListener;

const open = (options: LiveServicesOptions = { allowPrivate: ['127.0.0.1'] }): void => {
  services = new LiveServices(options);
  exchange = new TestExchange({ services, maxCalls: 200 });
};

beforeEach(async () => {
  serve = (_request, response) => response.end('{}');
  server = createServer((request, response) => serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await exchange.finish();
  // Ends only when no connection is left, and before the client is closed: none may be kept by a call that is over.
  await new Promise((resolve) => server.close(resolve));
  await services.close();
});

/** Asks the service, and says by which way out it left. */
const askFlow = (config: Record<string, Json> = {}): FlowDefinition => {
  const ends = ['ok', 'failed', 'timeout', 'otherwise', 'gone'];
  return drawFlow({
    steps: {
      ask: [
        'http',
        {
          url: `${base}/orders/{{ call.from }}`,
          results: [{ path: 'order.total', as: 'total' }],
          ways: [{ id: 'gone', label: 'Gone', statuses: ['404', '410'] }],
          saveErrorAs: 'problem',
          saveStatusAs: 'status',
          timeoutMs: 5_000,
          ...config,
        },
      ],
      ...Object.fromEntries(
        ends.map((exit) => [
          exit,
          [
            'hangup',
            { text: `${exit} {{ status | default: "none" }} {{ total | default: "-" }} {{ problem | default: "-" }}` },
          ],
        ]),
      ),
    },
    lines: ends.map((exit) => ['ask', exit, exit] as const),
  });
};

const toTheEnd = async (call: TestCall): Promise<void> => {
  do {
    await services.answered();
    await exchange.until(() => call.isOver || services.underWay > 0);
  } while (!call.isOver);
};
const answerOf = async (call: TestCall): Promise<string | undefined> => {
  await toTheEnd(call);
  return call.caller.heard.at(-1);
};

describe('a call that asks a web service', () => {
  it('goes on with what is in the answer, which is all of it that is written down', async () => {
    open();
    const urls: (string | undefined)[] = [];
    serve = ({ url }, response) => {
      urls.push(url);
      response.end('{"order":{"total":12.5,"note":"only for us"}}');
    };
    exchange.line('shop', askFlow());
    const call = await exchange.call('shop', undefined, { from: '+49 30/1' });
    expect(await answerOf(call)).toBe('ok 200 12.5 -');
    expect(urls).toEqual(['/orders/%2B49%2030%2F1']);
    expect(JSON.stringify(call.story.lines)).not.toContain('only for us');
  });

  const nested = `{"order":{"total":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`;
  const large = Buffer.alloc(300_000, 'a');
  it.each<[string, RequestListener, string]>([
    ['the status of a way of its own', (_, response) => response.writeHead(410).end(), 'gone 410 - -'],
    ['another status', (_, response) => response.writeHead(500).end(), 'otherwise 500 - -'],
    ['no value where one is needed', (_, response) => response.end('{"order":{}}'), 'failed 200 - http.missingValue'],
    ['no JSON', (_, response) => response.end('<html>'), 'failed 200 - http.missingValue'],
    ['no answer in time', () => undefined, 'timeout none - http.timeout'],
    ['a body that is too large', (_, response) => response.end(large), 'failed none - http.tooLarge'],
    [
      'a body without end',
      (_, response) => {
        const more = () => {
          while (response.write(large));
        };
        response.on('drain', more);
        more();
      },
      'failed none - http.tooLarge',
    ],
    [
      'a value nested deeper than can be written down',
      (_, response) => response.end(nested),
      'failed none - http.tooLarge',
    ],
    ['a connection that breaks', ({ socket }) => socket.destroy(), 'failed none - http.network'],
    [
      'the address of a neighbour',
      (_, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
      'failed none - http.refusedAddress',
    ],
    [
      'itself, for ever',
      ({ url }, response) => response.writeHead(302, { location: `${url}` }).end(),
      'failed none - http.tooManyRedirects',
    ],
  ])('leaves by the right way out when it gets %s', async (_what, listener, words) => {
    open();
    serve = listener;
    exchange.line('shop', askFlow(words.startsWith('timeout') ? { timeoutMs: 300 } : {}));
    expect(await answerOf(await exchange.call('shop'))).toBe(words);
  });

  it('reaches no private address unless the platform allows it', async () => {
    open({});
    let isAsked = false;
    serve = (_, response) => {
      isAsked = true;
      response.end();
    };
    exchange.line('shop', askFlow());
    expect(await answerOf(await exchange.call('shop'))).toBe('failed none - http.refusedAddress');
    expect(isAsked).toBe(false);
  });

  it('lets go of the service when the caller hangs up', async () => {
    open();
    const hasArrived = new Promise<Promise<void>>((resolve) => {
      serve = ({ socket }) => resolve(Promise.resolve(new Promise<void>((gone) => socket.once('close', () => gone()))));
    });
    exchange.line('shop', askFlow());
    const call = await exchange.call('shop');
    const isGone = hasArrived;
    call.leg.vanish();
    await exchange.until(() => call.isOver);
    await isGone;
    await services.answered();
    expect(call.exits).toEqual([]);
    expect(call.events.some(({ event }) => event === 'httpResult')).toBe(false);
  });
});

describe('a hundred calls that ask at once', () => {
  /** Answers only when so many have come, and says how many there were at a time. */
  const holdUntil = (count: number) => {
    const waiting: (() => void)[] = [];
    const seen = { atOnce: 0 };
    serve = (_, response) => {
      waiting.push(() => response.end('{"order":{"total":1}}'));
      seen.atOnce = Math.max(seen.atOnce, waiting.length);
      if (waiting.length === count) for (const answer of waiting.splice(0)) answer();
    };
    return seen;
  };

  it('are all answered, fifty at a time', async () => {
    open();
    const seen = holdUntil(50);
    exchange.line('shop', askFlow());
    const calls = await Promise.all(Array.from({ length: 100 }, () => exchange.call('shop')));
    for (const call of calls) expect(await answerOf(call)).toBe('ok 200 1 -');
    expect(seen.atOnce).toBe(50);
  });

  it('are refused beyond what may wait, and those calls alone are', async () => {
    open({ allowPrivate: ['127.0.0.1'], maxConcurrent: 10, maxWaiting: 20 });
    holdUntil(10);
    exchange.line('shop', askFlow());
    const calls = await Promise.all(Array.from({ length: 100 }, () => exchange.call('shop')));
    const answers: (string | undefined)[] = [];
    for (const call of calls) answers.push(await answerOf(call));
    expect(answers.filter((words) => words === 'ok 200 1 -')).toHaveLength(30);
    expect(answers.filter((words) => words === 'failed none - http.busy')).toHaveLength(70);
  });
});

describe('a call that runs code', () => {
  const codeFlow = (source: string, config: Record<string, Json> = {}): FlowDefinition =>
    drawFlow({
      steps: {
        run: ['code', { source, saveAs: 'result', timeoutMs: 5_000, ...config }],
        done: ['hangup', { text: 'It is {{ result.sum }}.' }],
        failed: ['hangup', { text: '{{ codeError }}' }],
      },
      lines: [
        ['run', 'done', 'done'],
        ['run', 'failed', 'failed'],
      ],
    });

  it('goes on with what it returns', async () => {
    open();
    exchange.line('sum', codeFlow('return { sum: input.call.from.length + 1 }'));
    expect(await answerOf(await exchange.call('sum', undefined, { from: '1234' }))).toBe('It is 5.');
  });

  it.each([
    ['throws', 'const a = 1;\nthrow new Error("no luck")', 'Line 2: no luck'],
    ['is none', 'return }', "Line 1: expecting ')'"],
    ['never ends', 'for (;;);', /too (long|many)/i],
    ['fills the memory', 'return { sum: "x".repeat(50_000_000) }', /memory/i],
    ['returns more than a variable may hold', 'return { sum: "x".repeat(200_000) }', /too large|too long|larger/i],
    [
      'asks for what it has not',
      'return { sum: typeof fetch + typeof process + typeof require }',
      'It is undefinedundefinedundefined.',
    ],
  ])('that %s goes on without it', async (_what, source, words) => {
    open();
    exchange.line('sum', codeFlow(source));
    const call = await exchange.call('sum');
    const heard = await answerOf(call);
    if (typeof words === 'string') expect(heard).toBe(words);
    else expect(heard).toMatch(words);
    expect(call.story.end?.outcome).toBe('completed');
  });

  it('is not held up by code of others that never ends', async () => {
    open();
    exchange.line('endless', codeFlow('for (;;);', { timeoutMs: 500 }));
    exchange.line('sum', codeFlow('return { sum: 7 }', { timeoutMs: 5_000 }));
    const endless = await exchange.call('endless');
    const sums = await Promise.all([1, 2, 3].map(() => exchange.call('sum')));
    for (const call of sums) expect(await answerOf(call)).toBe('It is 7.');
    expect(await answerOf(endless)).toMatch(/too (long|many)/i);
  });

  it('goes on without it when too much code waits already', async () => {
    open({ maxCodeWaiting: 2 });
    exchange.line('endless', codeFlow('for (;;);', { timeoutMs: 200 }));
    const calls = await Promise.all(Array.from({ length: 6 }, () => exchange.call('endless')));
    const answers: (string | undefined)[] = [];
    for (const call of calls) answers.push(await answerOf(call));
    expect(answers.filter((words) => words === 'Too much code waits to run.')).toHaveLength(2);
    expect(answers.filter((words) => /too (long|many)/i.test(words ?? ''))).toHaveLength(4);
  });
});
