import { drawFlow, fuzzRuns } from '@callwright/flow-engine/testing';
import { flowTemplates } from '@callwright/nodes';
import { AppError, type Command, trackId } from '@callwright/protocol';
import { describe, it } from 'vitest';
import type { HoldableRequest } from './fake-sound.js';
import { FAKE_OFFER } from './testing/fake-leg.js';
import type { TestCall } from './testing/test-call.js';
import { controller, starter, stranger, TestExchange } from './testing/test-exchange.js';

/** Numbers that look random and are the same each time (mulberry32, by T. Ettinger, public domain). */
const createDice = (seed: number) => {
  let state = seed;
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
};
type Dice = ReturnType<typeof createDice>;

const pick = <Item>(dice: Dice, items: readonly Item[]): Item => {
  const item = items[dice(items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
};

const commands = (call: TestCall): readonly Command[] => [
  { command: 'tts', text: 'One.', playId: 'a' },
  { command: 'tts', text: 'Two.', autoHangup: true },
  { command: 'play', url: 'prompt:jingle' },
  { command: 'play', url: 'prompt:nowhere' },
  { command: 'interrupt' },
  { command: 'gather', gatherId: 'g', input: ['dtmf', 'speech'], prompt: { text: 'Well?' }, maxDigits: 2 },
  { command: 'refer', target: 'menu', options: { timeoutMs: 1_000 } },
  { command: 'refer', target: 'round' },
  { command: 'asr', action: 'start' },
  { command: 'asr', action: 'stop' },
  { command: 'record', action: 'pause' },
  { command: 'record', of: 'message', action: 'start', recordId: 'm' },
  { command: 'record', of: 'message', action: 'stop', recordId: 'm' },
  { command: 'play', url: 'recording:m', seekMs: 100 },
  { command: 'gather', gatherId: 's', input: ['dtmf'], secret: true, maxDigits: 2 },
  { command: 'mute', trackId: trackId.parse(call.id) },
  { command: 'unmute' },
  { command: 'dtmf', digits: '12' },
  { command: 'invite', sdp: FAKE_OFFER },
  { command: 'hangup' },
];
const requests: readonly HoldableRequest[] = ['open', 'answer', 'join', 'close'];
const words = ['billing', 'yes', 'pizza', null];

/** Asks a service, runs code, sends a message, calls another flow and takes a message of the caller. */
const everything = drawFlow({
  steps: {
    ask: ['http', { url: 'https://shop.example/{{ call.from }}', results: [{ path: 'total', as: 'total' }] }],
    count: ['code', { source: 'return input', saveAs: 'sum' }],
    tell: ['message', { channel: 'sms', to: '123', text: 'It is {{ total }}.' }],
    card: ['collect', { prompt: 'Card?', isSecret: true, minDigits: 2, maxDigits: 2, saveAs: 'card' }],
    call: ['subflow', { flow: 'other', inputs: [{ name: 'card', value: '{{ card }}' }] }],
    missing: ['subflow', { flow: 'nowhere' }],
    take: ['voicemail', { emailTo: 'office@example.org' }],
  },
  lines: [
    ['ask', 'ok', 'count'],
    ['ask', 'failed', 'take'],
    ['count', 'done', 'tell'],
    ['tell', 'queued', 'card'],
    ['card', 'digits', 'call'],
    ['card', 'noInput', 'missing'],
    ['call', 'done', 'take'],
    ['missing', 'failed', 'take'],
  ],
});
const other = drawFlow({
  steps: { wait: ['menu', { prompt: 'Go on?', answers: [{ id: 'yes', key: '1' }] }], back: ['return'] },
  lines: [['wait', 'yes', 'back']],
  settings: { variables: [{ name: 'card', type: 'secret', input: true }] },
});

const createExchange = (dice: Dice): TestExchange => {
  const exchange = new TestExchange({ maxCalls: 6 });
  exchange.services.answer = () =>
    dice(4) === 0 ? new AppError('http.timeout', 'Too slow.') : { status: 200, body: '{"total":12}' };
  exchange.line('everything', everything, { isPublic: true, subflows: { other } });
  for (const { id, document } of flowTemplates) exchange.line(id, document.flow, { isPublic: true });
  const round = drawFlow({ steps: { pass: ['transfer', { target: 'round' }] } });
  const jingle = drawFlow({ steps: { jingle: ['play', { url: 'prompt:nowhere' }] } });
  exchange.line('round', round);
  exchange.line('jingle', jingle);
  return exchange;
};

const dial = async (exchange: TestExchange, dice: Dice): Promise<void> => {
  const [to, principal] = pick(dice, [
    ['menu', starter],
    ['question', stranger],
    ['message', starter],
    ['round', starter],
    ['jingle', starter],
    ['everything', starter],
    ['everything', stranger],
    ['', controller],
    ['', controller],
  ] as const);
  const offer = dice(10) === 0 ? 'v=0 nonsense' : FAKE_OFFER;
  // All lines may be busy.
  await exchange.begin(exchange.leg(to, { offer }), principal).catch(() => undefined);
};

/** Something happens to a call, or to the process. */
const happen = async (exchange: TestExchange, dice: Dice, releases: (() => void)[]): Promise<void> => {
  const live = exchange.calls.filter(({ isOver }) => !isOver);
  if (live.length === 0 || dice(6) === 0) return dial(exchange, dice);
  const call = pick(dice, live);
  const acts: readonly (() => unknown)[] = [
    () => call.caller.presses(String(dice(10))),
    () => call.caller.says(pick(dice, words), 100 + dice(1_000)),
    () => void call.asks(pick(dice, commands(call))),
    () => void call.asks(pick(dice, commands(call))),
    () => exchange.pass(dice(8_000)),
    () => exchange.pass(dice(100)),
    () => releases.push(exchange.sound.hold(pick(dice, requests))),
    () => releases.pop()?.(),
    () => dice(4) === 0 && call.leg.vanish(),
    () => dice(4) === 0 && call.caller.vanishes(),
    () => dice(4) === 0 && call.caller.breaks(),
    () => dice(6) === 0 && exchange.sound.loseProcessOf(call.id),
  ];
  // A call whose stream is still being asked for has no caller who could do anything.
  if (exchange.sound.has(call.id)) await pick(dice, acts)();
  else await exchange.pass(100);
};

describe('whatever happens', () => {
  it.each(Array.from({ length: fuzzRuns(40) }, (_, seed) => seed))(
    'every call ends once and leaves nothing behind (%i)',
    async (seed) => {
      const dice = createDice(seed);
      const exchange = createExchange(dice);
      const releases: (() => void)[] = [];
      for (let step = 0; step < 80; step += 1) await happen(exchange, dice, releases);
      for (const release of releases) release();
      await exchange.pass(0);
      await exchange.finish();
    },
  );
});
