import { checkFlow, type FlowLibrary, isPublishable, MAX_SILENT_STEPS } from '@callwright/flow-engine';
import {
  type CallWorld,
  callInMemory,
  drawFlow,
  fuzzRuns,
  type ScriptedCaller,
  type SimulatedCall,
} from '@callwright/flow-engine/testing';
import type { FlowDefinition, Json } from '@callwright/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from './executors.js';
import { definitionByType, definitions } from './index.js';

const answers = [
  { id: 'sales', label: '', key: '1', phrases: ['sales'] },
  { id: 'mars', label: '', key: '12', phrases: ['mars'] },
];
const configs: readonly (readonly [type: string, config: Readonly<Record<string, Json>>])[] = [
  ['say', { text: 'Hello {{ who.choice }}.' }],
  ['say', { text: 'Hello, hello, hello.', mayInterrupt: true }],
  ['say', { text: '{{ never }}' }],
  ['play', { url: 'prompt:{{ x }}', mayInterrupt: true }],
  ['menu', { prompt: 'Well?', answers, saveAs: 'who' }],
  ['menu', { prompt: 'Well?', answers, acceptsSpeech: true, mayInterrupt: false, noMatchRetries: 0 }],
  ['listen', { prompt: 'Well?', answers, noInputRetries: 0 }],
  ['listen', { prompt: '{{ x }}', answers, acceptsKeys: false, saveAs: 'who' }],
  ['branch', { rules: [{ id: 'a', comparisons: [{ variable: 'who.choice', operator: 'equals', value: 'sales' }] }] }],
  ['set', { assignments: [{ name: 'x', value: '{{ x | default: 0 | plus: 1 }}', kind: 'number' }] }],
  ['transfer', { target: 'desk', timeoutMs: 2000 }],
  ['transfer', { target: 'mars' }],
  ['record', { action: 'start' }],
  ['hangup', { text: 'Bye.' }],
  ['set', { assignments: [{ name: 'x', operation: 'increase', value: '{{ who.choice }}' }] }],
  [
    'set',
    {
      assignments: [
        { name: 'x', operation: 'append', value: 'who', kind: 'expression' },
        { name: 'who', operation: 'remove' },
      ],
    },
  ],
  ['switch', { value: '{{ who.choice }}', cases: [{ id: 'a', values: ['Sales', 'x'] }] }],
  ['switch', { value: '{{ x }} {{ never }}', cases: [{ id: 'a', values: ['1'] }] }],
  ['loop', { times: '2' }],
  ['loop', { times: 'x', indexAs: '' }],
  ['loop', { over: 'list', list: 'who', itemAs: 'x' }],
  ['split', { saveAs: 'x' }],
  ['split', { isSticky: true }],
  ['hours', { hours: { holidays: [{ date: '01-06' }] }, saveAs: 'x' }],
  ['subflow', { flow: 'greeting', inputs: [{ name: 'x', value: '{{ x }}' }], outputs: [{ name: 'x', saveAs: 'who' }] }],
  ['subflow', { flow: 'gone' }],
  ['return', { outcome: 'odd' }],
  ['goTo', { to: 's1' }],
  ['tag', { tags: [{ name: 'x', value: '{{ x }}' }], outcome: '{{ who.choice }}' }],
  ['note', { text: 'Why?' }],
  ['say', { text: 'Once more.', times: 3, mayInterrupt: true, interruptedBy: 'keys', speaker: 'kal' }],
  ['play', { url: 'tone:beep', times: 2, seekMs: 100 }],
  ['menu', { prompt: 'Well?', answers, repeatKey: '*', noMatchPrompt: ['No.', 'Still no.'], noMatchRetries: 3 }],
  ...(['number', 'digits', 'date', 'time', 'yesNo', 'free'] as const).map(
    (listensFor) => ['listen', { prompt: 'Well?', listensFor, saveAs: 'x' }] as const,
  ),
  ['collect', { maxDigits: 3, saveAs: 'x', saveCountAs: 'n', lowest: 2 }],
  ['collect', { maxDigits: 2, saveAs: 'pin', isSecret: true }],
  ['confirm', { prompt: 'You pressed {{ x }}{{ pin }}?', saveAs: 'who' }],
  ['voicemail', { greeting: '', emailTo: '{{ x }}', webhookUrl: 'https://shop.example', minMs: 0 }],
  ['voicemail', { hasReview: false, playsBeep: false, saveAs: 'x', transcribes: false }],
  ['sendKeys', { keys: '1,{{ x }}' }],
  ['wait', { waitMs: 700, endsOnKey: true }],
  ['wait', { waitMs: 2000, sound: 'music', music: 'prompt:{{ x }}' }],
  ['voice', { language: '{{ who.choice }}' }],
  ['voice', { language: 'en', speaker: 'kal' }],
];
/** What flows may call: a flow that calls itself now and then. */
const library: FlowLibrary = new Map([
  [
    'greeting',
    drawFlow({
      steps: {
        hello: ['say', { text: 'Hello {{ x }}.' }],
        half: ['split'],
        again: ['subflow', { flow: 'greeting' }],
        back: ['return'],
      },
      lines: [
        ['hello', 'done', 'half'],
        ['half', 'a', 'again'],
        ['half', 'b', 'back'],
        ['again', 'done', 'back'],
      ],
    }),
  ],
]);

const exitsOf = (type: string, config: Readonly<Record<string, Json>>) => {
  const definition = definitionByType.get(type);
  return definition?.exits(definition.config.parse(config)).map(({ name }) => name) ?? [];
};
/** Small flows of all kinds of steps, in which most ways out lead to some step. */
const anyFlow: fc.Arbitrary<FlowDefinition> = fc
  .array(
    fc.record({ step: fc.constantFrom(...configs), targets: fc.array(fc.nat(11), { minLength: 5, maxLength: 5 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((drawn) =>
    drawFlow({
      steps: Object.fromEntries(drawn.map(({ step }, at) => [`s${at}`, step])),
      lines: drawn.flatMap(({ step: [type, config], targets }, at) =>
        exitsOf(type, config).flatMap((exit, nth) => {
          const target = targets[nth] ?? 0;
          return target > 9 ? [] : [[`s${at}`, exit, `s${target % drawn.length}`] as const];
        }),
      ),
    }),
  );

type Act = (caller: ScriptedCaller) => void;
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
const anyFault = fc.record({
  command: fc.constantFrom(
    'tts' as const,
    'play' as const,
    'asr' as const,
    'gather' as const,
    'refer' as const,
    'record' as const,
  ),
  how: fc.constantFrom('refused' as const, 'fails' as const),
  nth: fc.integer({ min: 1, max: 4 }),
});
const anyWorld: fc.Arbitrary<Partial<CallWorld>> = fc.record({
  reportsCause: fc.constantFrom('first' as const, 'last' as const),
  lines: fc.constant({ desk: { outcome: 'answered' as const, afterMs: 500, talkMs: 3000 } }),
  faults: fc.array(anyFault, { maxLength: 2 }),
});

const act = (acts: readonly Act[]) => (caller: ScriptedCaller, call: SimulatedCall) => {
  for (const one of acts) {
    if (call.isOver) return;
    try {
      one(caller);
    } catch (error) {
      // What is being done when the call ends is done to nobody.
      if (!call.isOver) throw error;
    }
  }
  caller.hangsUp();
};

describe('any call of any flow', () => {
  it('ends, with one hangup, and replays: whatever the caller does and whatever fails', () => {
    const seen = { statuses: new Set<string>(), types: new Set<string>() };
    const property = fc.property(anyFlow, fc.array(anyAct, { maxLength: 8 }), anyWorld, (flow, acts, world) => {
      const { instance, path } = callInMemory({ flow, nodeTypes, library, world, script: act(acts) });
      seen.statuses.add(instance.status);
      for (const { id, type } of flow.nodes) if (path.includes(id)) seen.types.add(type);
      expect(['finished', 'failed']).toContain(instance.status);
    });
    fc.assert(property, { numRuns: fuzzRuns(150), seed: 3 });
    expect([...seen.statuses].sort()).toEqual(['failed', 'finished']);
    expect([...seen.types].sort()).toEqual(definitions.map(({ type }) => type));
  });

  it('of a flow that may be published comes to an end by itself when nobody ever says a word', () => {
    let publishable = 0;
    const property = fc.property(anyFlow, (flow) => {
      if (!isPublishable(checkFlow(flow, definitions))) return;
      publishable += 1;
      expect(callInMemory({ flow, nodeTypes, library }).path.length).toBeLessThanOrEqual(MAX_SILENT_STEPS);
    });
    fc.assert(property, { numRuns: fuzzRuns(120), seed: 4 });
    expect(publishable).toBeGreaterThan(5);
  });
});
