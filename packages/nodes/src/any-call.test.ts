import { checkFlow, isPublishable, MAX_SILENT_STEPS, MAX_STEPS, MAX_VALUE_LENGTH } from '@callwright/flow-engine';
import {
  type CallRecord,
  type CallWorld,
  callInMemory,
  drawFlow,
  fuzzRuns,
  type ScriptedCaller,
  type SimulatedCall,
} from '@callwright/flow-engine/testing';
import {
  commandNames,
  type EngineEvent,
  type FlowDefinition,
  type Json,
  SERVER_TRACK,
  trackId,
} from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatAnswer } from './agent/chat.js';
import { nodeTypes } from './executors.js';
import { definitionByType, definitions } from './index.js';
import { sampleLibrary, sampleSettings, sampleSteps } from './shared/sample-steps.js';

type Sample = readonly [type: string, config: Readonly<Record<string, Json>>];
/** Steps that are set to something odd. */
const odd: readonly Sample[] = [
  ['say', { text: '{{ never }}' }],
  ['say', { text: 'Hello {{ x.choice }}.', mayInterrupt: true }],
  ['play', { url: 'prompt:{{ x }}', mayInterrupt: true }],
  ['listen', { prompt: '{{ x }}', listensFor: 'free', saveAs: 'x', noInputRetries: 0 }],
  ['transfer', { target: 'mars' }],
  ['set', { assignments: [{ name: 'x', value: '{{ x | default: 0 | plus: 1 }}', kind: 'number' }] }],
  ['set', { assignments: [{ name: 'x', operation: 'append', value: 'x', kind: 'expression' }] }],
  ['set', { assignments: [{ name: 'x', value: '{{ x }}{{ x }}{{ x }}aa' }] }],
  [
    'set',
    {
      assignments: [
        { name: 'n', operation: 'increase', value: '{{ x }}' },
        { name: 'x', operation: 'remove' },
      ],
    },
  ],
  ['switch', { value: '{{ x }} {{ never }}', cases: [{ id: 'a', values: ['1'] }] }],
  ['loop', { times: 'x', indexAs: '' }],
  ['loop', { over: 'list', list: 'x', itemAs: 'x' }],
  ['subflow', { flow: 'gone' }],
  ['subflow', { flow: 'sample', inputs: [{ name: 'way', value: 'again' }] }],
  ['goTo', { to: 's1' }],
  ['tag', { tags: [{ name: 'x', value: '{{ x }}' }], outcome: '{{ x.choice }}' }],
  ['voice', { language: '{{ x.choice }}' }],
  ['wait', { waitMs: 2000, sound: 'music', music: 'prompt:{{ x }}' }],
];
const samples = [...sampleSteps.map(({ type, config }): Sample => [type, config]), ...odd];
// Every type as likely as any other, however many samples it has.
const anyStep: fc.Arbitrary<Sample> = fc
  .constantFrom(...definitions.map(({ type }) => type))
  .chain((type) => fc.constantFrom(...samples.filter(([one]) => one === type)));

const exitsOf = (type: string, config: Readonly<Record<string, Json>>) => {
  const definition = definitionByType.get(type);
  return definition?.exits(definition.config.parse(config)).map(({ name }) => name) ?? [];
};
/** Small flows of all kinds of steps, in which most ways out lead to some step. */
const anyFlow: fc.Arbitrary<FlowDefinition> = fc
  .array(fc.record({ step: anyStep, targets: fc.array(fc.nat(11), { minLength: 5, maxLength: 5 }) }), {
    minLength: 1,
    maxLength: 7,
  })
  .map((drawn) =>
    drawFlow({
      steps: Object.fromEntries(drawn.map(({ step }, at) => [`s${at}`, step])),
      lines: drawn.flatMap(({ step: [type, config], targets }, at) =>
        exitsOf(type, config).flatMap((exit, nth) => {
          const target = targets[nth] ?? 0;
          return target > 9 ? [] : [[`s${at}`, exit, `s${target % drawn.length}`] as const];
        }),
      ),
      settings: sampleSettings,
    }),
  );

type Act = (caller: ScriptedCaller, call: SimulatedCall) => void;
const anyPause = fc.integer({ min: 0, max: 4000 });
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(fc.constantFrom('1', '2', '12', '#', '9*'), anyPause).map(
    ([keys, afterMs]): Act =>
      (caller) =>
        caller.presses(keys, { afterMs }),
  ),
  fc.tuple(fc.constantFrom('sales', 'Mars.', 'potatoes'), anyPause).map(
    ([words, afterMs]): Act =>
      (caller) =>
        caller.says(words, { afterMs }),
  ),
  anyPause.map(
    (afterMs): Act =>
      (caller) =>
        caller.makesNoise({ afterMs }),
  ),
  anyPause.map(
    (forMs): Act =>
      (caller) =>
        caller.isSilent(forMs * 5),
  ),
);
/** Events as they may come of what a step began, and of what it never did: too late, twice, or of another kind. */
const eventsFor = ({ instance }: SimulatedCall): readonly EngineEvent[] => {
  const at = { timestamp: 0 };
  const id = `${instance.node}.${instance.visit}`;
  const result = { durationMs: 1, attempts: 1, ...at };
  const ids = [id, `${id}.0`, `${id}.1`, `${id}.r1`, 'other.7'];
  const timers = [...instance.timers, '1.1:watch'];
  const track = { trackId: trackId.parse('c-memory') };
  return [
    ...timers.map((timerId) => ({ event: 'timerFired' as const, timerId, ...at })),
    ...ids.flatMap((one): EngineEvent[] => [
      { event: 'gatherResult', gatherId: one, reason: 'timeout', ...at },
      { event: 'gatherResult', gatherId: one, reason: 'digits', digits: '1', choice: 'sales', ...at },
      { event: 'gatherResult', gatherId: one, reason: 'speech', text: 'what?', choice: 'none of them', ...at },
      { event: 'gatherResult', gatherId: one, reason: 'error', ...at },
      { event: 'httpResult', requestId: one, status: 200, values: { x: { a: [] } }, ...result },
      { event: 'httpResult', requestId: one, status: null, error: 'http.network', values: {}, ...result },
      { event: 'codeResult', codeId: one, ok: true, value: [1], durationMs: 1, ...at },
      { event: 'trackEnd', trackId: SERVER_TRACK, playId: one, durationMs: 1, ...at },
      { event: 'error', sender: 'tts', error: 'x', code: 'internal', playId: one, commandId: one, ...at },
      { event: 'ack', command: 'play', ok: false, commandId: one, ...at },
      { event: 'referStatus', referId: one, status: 'answered', target: 'x', ...at },
      { event: 'dialResult', dialId: one, status: 'cancelled', ...at },
      { event: 'queueResult', queueId: one, queue: 'x', status: 'waiting', position: 2, estimatedWaitMs: 1, ...at },
      { event: 'queueResult', queueId: one, queue: 'x', status: 'left', ...at },
      { event: 'conferenceEvent', conferenceId: one, room: 'x', status: 'joined', ...at },
      { event: 'recordStatus', recordId: one, of: 'message', status: 'stopped', ...at },
      { event: 'messageResult', messageId: one, status: 'failed', ...at },
    ]),
    { event: 'startSpeaking', ...track, startTime: 0, ...at },
    { event: 'silence', ...track, startTime: 0, duration: 5, ...at },
    { event: 'transcriptionFinal', ...track, index: 0, text: 'hm', ...at },
    { event: 'dtmf', ...track, digit: '*', phase: 'start', masked: true, ...at },
  ];
};
const anyPost: fc.Arbitrary<Act> = fc.nat(10_000).map((pick) => (_, call) => {
  const events = eventsFor(call);
  const event = events[pick % events.length];
  if (event) call.post(event);
});

const anyFault = fc.record({
  command: fc.constantFrom(...commandNames.filter((name) => name !== 'hangup')),
  how: fc.constantFrom('refused' as const, 'fails' as const, 'silent' as const),
  nth: fc.integer({ min: 1, max: 4 }),
});
const tool = (name: string, values: string) => chatAnswer('', [{ function: { name, arguments: values } }]);
const anyAnswer = fc.constantFrom<CallWorld['http'][number]>(
  { request: '*', body: { a: [{ b: 1 }], c: null } },
  { request: '*', status: 404, afterMs: 3_000 },
  { request: '*', error: 'http.timeout' },
  { request: '*', body: chatAnswer('And then?') },
  { request: '*', body: tool('save_answers', '{ "seats": "2", "date": "some day" }') },
  { request: '*', body: tool('leave_by_help', '') },
  { request: '*', body: tool('transfer', '{"to":"900"}') },
);
const someMs = fc.integer({ min: 0, max: 9_000 });
const anyLine = fc.record({
  outcome: fc.constantFrom('answered' as const, 'busy' as const, 'noAnswer' as const, 'failed' as const),
  afterMs: someMs,
  talkMs: someMs,
});
const anyWorld: fc.Arbitrary<Partial<CallWorld>> = fc.record({
  reportsCause: fc.constantFrom('first' as const, 'last' as const),
  lines: fc.record({ desk: anyLine, a: anyLine, b: anyLine }),
  queues: fc.record({
    sales: fc.record({
      outcome: fc.constantFrom('answered', 'nobody', 'full', 'failed'),
      afterMs: someMs,
      talkMs: someMs,
    }),
  }),
  rooms: fc.record({
    team: fc.record({ outcome: fc.constantFrom('joined', 'alone', 'full', 'failed'), talkMs: someMs }),
  }),
  http: fc.array(anyAnswer, { maxLength: 1 }),
  runCode: fc.constantFrom(
    () => ({ ok: true, value: { a: 1 } }),
    () => ({ ok: false, error: 'Oh no.' }),
  ),
  faults: fc.array(anyFault, { maxLength: 2 }),
});

const act = (acts: readonly Act[]) => (caller: ScriptedCaller, call: SimulatedCall) => {
  for (const one of acts) {
    if (call.isOver) return;
    try {
      one(caller, call);
    } catch (error) {
      // What is being done when the call ends is done to nobody.
      if (!call.isOver) throw error;
    }
  }
  caller.hangsUp();
};

/** Timers are stopped only while they run, and none runs when all is over. */
const checkTimers = ({ journal }: CallRecord): void => {
  const running = new Set<string>();
  for (const line of journal) {
    if (line.kind === 'event' && line.event.event === 'timerFired') running.delete(line.event.timerId);
    if (line.kind !== 'effect') continue;
    if (line.effect.effect === 'startTimer') running.add(line.effect.timerId);
    if (line.effect.effect === 'stopTimer') expect(running.delete(line.effect.timerId)).toBe(true);
  }
  expect([...running]).toEqual([]);
};

describe('any call of any flow', () => {
  it('ends, with one hangup, within its bounds, and goes on the same after each event: whatever happens', () => {
    const seen = { statuses: new Set<string>(), types: new Set<string>() };
    const acts = fc.array(fc.oneof({ arbitrary: anyAct, weight: 2 }, { arbitrary: anyPost, weight: 1 }), {
      maxLength: 10,
    });
    const property = fc.property(anyFlow, acts, anyWorld, fc.nat(99), (flow, script, world, seed) => {
      const record = callInMemory({ flow, nodeTypes, library: sampleLibrary, world, seed, script: act(script) });
      const { instance, path } = record;
      seen.statuses.add(instance.status);
      for (const { id, type } of flow.nodes) if (path.includes(id)) seen.types.add(type);
      expect(['finished', 'failed']).toContain(instance.status);
      expect(instance.visit).toBeLessThanOrEqual(MAX_STEPS);
      expect(instance.silentSteps).toBeLessThanOrEqual(MAX_SILENT_STEPS + 1);
      for (const value of Object.values(instance.vars))
        expect(JSON.stringify(value).length).toBeLessThanOrEqual(2 * MAX_VALUE_LENGTH);
      checkTimers(record);
    });
    fc.assert(property, { numRuns: fuzzRuns(150), seed: 3 });
    expect([...seen.statuses].sort()).toEqual(['failed', 'finished']);
    const callable = definitions.filter(({ isNote }) => !isNote).map(({ type }) => type);
    expect([...seen.types].filter((type) => type !== 'note').sort()).toEqual(callable);
  }, 120_000);

  it('of a flow that may be published comes to an end by itself when nobody ever says a word', () => {
    let publishable = 0;
    const property = fc.property(anyFlow, (flow) => {
      if (!isPublishable(checkFlow(flow, definitions))) return;
      publishable += 1;
      expect(callInMemory({ flow, nodeTypes, library: sampleLibrary }).path.length).toBeLessThanOrEqual(
        MAX_SILENT_STEPS,
      );
    });
    fc.assert(property, { numRuns: fuzzRuns(120), seed: 4 });
    expect(publishable).toBeGreaterThan(5);
  });
});
