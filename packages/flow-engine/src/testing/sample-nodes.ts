import { z } from 'zod';
import type { Condition } from '../condition.js';
import { isFailureOf, isRefusalOf } from '../failure.js';
import { defineNode, defineNodeType, type Exit, type NodeDefinition, type NodeType } from '../node-type.js';
import { ALWAYS, type Outcome } from '../outcome.js';
import { typedAnswers } from './typed-answers.js';

const face = { version: 1, title: 'Sample', action: 'Sample', description: 'A sample.', icon: 'box' };
const done: Exit = { name: 'done', label: 'Then', kind: 'next' };
const failed: Exit = { name: 'failed', label: 'Something fails', kind: 'failure' };

const TellConfig = z.object({
  text: z.string().default('').meta({ title: 'Words', section: 'hears', template: true }),
});
type TellConfig = z.infer<typeof TellConfig>;
const tell = defineNode<TellConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'tell',
    family: 'speak',
    config: TellConfig,
    exits: () => [done, failed],
    summary: ({ text }) => text,
    check: ({ text }) => (text === '' ? [{ severity: 'error', message: 'No words.', field: 'text' }] : []),
    outcomes: () => [
      { exit: 'done', by: [] },
      { exit: 'failed', by: [{ fails: 'tts' }] },
    ],
  }),
  enter: ({ text }, { render, visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      {
        effect: 'command',
        command: { command: 'tts', text: render(text), playId: visitId, commandId: visitId, bargeIn: ['keys'] },
      },
    ],
  }),
  on(event, _local, _config, { visitId }) {
    if (isFailureOf(event, visitId)) return { next: 'exit', exit: 'failed' };
    const isOver = event.event === 'trackEnd' && event.playId === visitId;
    return isOver ? { next: 'exit', exit: 'done' } : { next: 'wait', local: null };
  },
});

const QUESTION = 'Press a key.';
const AskConfig = z.object({ keys: z.array(z.string()).default(['1', '2']), timeoutMs: z.number().default(5000) });
type AskConfig = z.infer<typeof AskConfig>;
const ask = defineNode<AskConfig, { readonly asked: string }>({
  definition: defineNodeType({
    ...face,
    type: 'ask',
    family: 'hear',
    config: AskConfig,
    exits: ({ keys }) => [
      ...keys.map((key) => ({ name: `key${key}`, label: `Key ${key}`, kind: 'choice' as const, key })),
      { name: 'none', label: 'No answer', kind: 'fallback' },
      failed,
    ],
    summary: ({ keys }) => keys.join(),
    asksCaller: true,
    says: () => [{ field: 'keys', text: QUESTION, isMenu: true }],
    outcomes: ({ keys }) => [
      ...typedAnswers(keys).map(
        ({ digits, by }): Outcome => ({
          exit: keys.includes(digits) ? `key${digits}` : 'none',
          by,
          sets: { pressed: { is: 'value', value: digits } },
        }),
      ),
      { exit: 'none', by: [{ isSilent: true }], sets: { pressed: { is: 'value', value: null } } },
      { exit: 'failed', by: [{ fails: 'tts' }] },
    ],
  }),
  enter: ({ keys, timeoutMs }, { visitId }) => ({
    next: 'wait',
    local: { asked: visitId },
    effects: [
      {
        effect: 'command',
        command: {
          command: 'gather',
          gatherId: visitId,
          commandId: visitId,
          input: ['dtmf'],
          prompt: { text: QUESTION },
          choices: keys.map((key) => ({ id: `key${key}`, keys: key })),
          bargeIn: ['keys'],
          timeoutMs,
        },
      },
    ],
  }),
  on(event, local) {
    if (isRefusalOf(event, local.asked)) return { next: 'exit', exit: 'failed' };
    if (event.event !== 'gatherResult' || event.gatherId !== local.asked) return { next: 'wait', local };
    if (event.reason === 'error' || event.reason === 'interrupted') return { next: 'exit', exit: 'failed' };
    return { next: 'exit', exit: event.choice ?? 'none', set: { pressed: event.digits ?? null } };
  },
});

const DecideConfig = z.object({ variable: z.string().default('x'), equals: z.string().default('1') });
type DecideConfig = z.infer<typeof DecideConfig>;
const conditionOf = ({ variable, equals }: DecideConfig): Condition => ({
  match: 'all',
  comparisons: [{ variable, operator: 'equals', value: equals }],
});
const decide = defineNode<DecideConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'decide',
    family: 'decide',
    config: DecideConfig,
    exits: () => [
      { name: 'yes', label: 'Yes', kind: 'choice' },
      { name: 'otherwise', label: 'Otherwise', kind: 'next' },
    ],
    summary: ({ variable }) => variable,
    outcomes: (config) => [
      { exit: 'yes', when: conditionOf(config) },
      { exit: 'otherwise', when: ALWAYS },
    ],
  }),
  enter: (config, { evaluate }) => ({ next: 'exit', exit: evaluate(conditionOf(config)) ? 'yes' : 'otherwise' }),
  on: () => ({ next: 'wait', local: null }),
});

const KeepConfig = z.object({ name: z.string().default('x'), value: z.string().default('1') });
type KeepConfig = z.infer<typeof KeepConfig>;
const keep = defineNode<KeepConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'keep',
    family: 'data',
    config: KeepConfig,
    exits: () => [done],
    summary: ({ name }) => name,
    outcomes: ({ name, value }) => [{ exit: 'done', sets: { [name]: { is: 'template', template: value } } }],
  }),
  enter: ({ name, value }, { render }) => ({ next: 'exit', exit: 'done', set: { [name]: render(value) } }),
  on: () => ({ next: 'wait', local: null }),
});

const PauseConfig = z.object({ quietMs: z.number().int().min(1).default(1000) });
type PauseConfig = z.infer<typeof PauseConfig>;
/** Leaves after a quiet spell: each key begins it again, `*` calls it off, and `#` leaves at once. */
const pause = defineNode<PauseConfig, { readonly keyCount: number }>({
  definition: defineNodeType({
    ...face,
    type: 'pause',
    family: 'data',
    config: PauseConfig,
    exits: () => [done],
    summary: ({ quietMs }) => `${quietMs} ms`,
    outcomes: () => [
      { exit: 'done', sets: { firedBy: { is: 'value', value: 'quiet' }, keyCount: { is: 'any', of: 'number' } } },
      { exit: 'done', by: [{ presses: '#', afterMs: 1 }], isChance: true },
    ],
  }),
  enter: ({ quietMs }) => ({
    next: 'wait',
    local: { keyCount: 0 },
    effects: [{ effect: 'startTimer', timerId: 'quiet', afterMs: quietMs }],
  }),
  on(event, { keyCount }, { quietMs }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: 'done', set: { firedBy: event.timerId, keyCount } };
    if (event.event !== 'dtmf' || event.phase === 'end') return { next: 'wait', local: { keyCount } };
    if (event.digit === '#') return { next: 'exit', exit: 'done' };
    const timer =
      event.digit === '*'
        ? ({ effect: 'stopTimer', timerId: 'quiet' } as const)
        : ({ effect: 'startTimer', timerId: 'quiet', afterMs: quietMs } as const);
    return { next: 'wait', local: { keyCount: keyCount + 1 }, effects: [timer] };
  },
});

const StopConfig = z.object({
  text: z.string().default('').meta({ title: 'Words', section: 'hears', template: true }),
});
type StopConfig = z.infer<typeof StopConfig>;
const HANG_UP = {
  effect: 'command',
  command: { command: 'hangup', reason: 'completed', initiator: 'system' },
} as const;
/** Hangs up, after its words if there are any. */
const stop = defineNode<StopConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'stop',
    family: 'end',
    config: StopConfig,
    exits: () => [],
    summary: ({ text }) => text,
  }),
  enter: ({ text }, { render, visitId }) => ({
    next: 'wait',
    local: null,
    effects: [
      text === ''
        ? HANG_UP
        : { effect: 'command', command: { command: 'tts', text: render(text), playId: visitId, autoHangup: true } },
    ],
  }),
  on: (event, _local, _config, { visitId }) => ({
    next: 'wait',
    local: null,
    effects: isFailureOf(event, visitId) ? [HANG_UP] : [],
  }),
});

const CallConfig = z.object({
  flow: z.string().default('other'),
  inputs: z.record(z.string(), z.string()).default({}),
  outputs: z.record(z.string(), z.string()).default({}),
  outcomes: z.array(z.string()).default([]),
});
type CallConfig = z.infer<typeof CallConfig>;
/** Calls another flow. */
const call = defineNode<CallConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'call',
    family: 'data',
    config: CallConfig,
    exits: ({ outcomes }) => [
      done,
      ...outcomes.map((name) => ({ name, label: name, kind: 'choice' as const })),
      failed,
    ],
    summary: ({ flow }) => flow,
    subflow: ({ flow }) => flow,
    passes: ({ inputs, outputs }) => ({ inputs, outputs }),
  }),
  enter: ({ flow, inputs, outputs }, { render }) => ({
    next: 'call',
    subflow: flow,
    input: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, render(value)])),
    outputs,
  }),
  on: () => ({ next: 'wait', local: null }),
});

const GiveConfig = z.object({ outcome: z.string().default('done') });
type GiveConfig = z.infer<typeof GiveConfig>;
/** Returns to the flow that called. */
const give = defineNode<GiveConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'give',
    family: 'end',
    config: GiveConfig,
    exits: () => [],
    summary: ({ outcome }) => outcome,
    returns: ({ outcome }) => outcome,
  }),
  enter: ({ outcome }) => ({ next: 'return', outcome }),
  on: () => ({ next: 'wait', local: null }),
});

const BrokenConfig = z.object({ where: z.enum(['enter', 'on', 'exit']).default('enter') });
type BrokenConfig = z.infer<typeof BrokenConfig>;
/** A node with a defect. */
const broken = defineNode<BrokenConfig, null>({
  definition: defineNodeType({
    ...face,
    type: 'broken',
    family: 'data',
    config: BrokenConfig,
    exits: () => [done],
    summary: ({ where }) => where,
  }),
  enter({ where }) {
    if (where === 'enter') throw new Error('Broken on entry.');
    return where === 'exit' ? { next: 'exit', exit: 'nowhere' } : { next: 'wait', local: null };
  },
  on() {
    throw new Error('Broken later.');
  },
});

/** A few small node types for the engine's own tests: those of the product are built on the engine, not under it. */
export const sampleNodes: readonly NodeType[] = [tell, ask, decide, keep, pause, stop, call, give, broken];

/** Their faces. */
export const sampleDefinitions: readonly NodeDefinition[] = sampleNodes.map(({ definition }) => definition);
