import { z } from 'zod';
import { isFailureOf } from '../failure.js';
import { defineNode, defineNodeType, type Exit, type NodeDefinition, type NodeType } from '../node-type.js';

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
          input: ['dtmf'],
          prompt: { text: 'Press a key.' },
          choices: keys.map((key) => ({ id: `key${key}`, keys: key })),
          bargeIn: ['keys'],
          timeoutMs,
        },
      },
    ],
  }),
  on(event, local) {
    if (event.event !== 'gatherResult' || event.gatherId !== local.asked) return { next: 'wait', local };
    if (event.reason === 'error' || event.reason === 'interrupted') return { next: 'exit', exit: 'failed' };
    return { next: 'exit', exit: event.choice ?? 'none', set: { pressed: event.digits ?? null } };
  },
});

const DecideConfig = z.object({ variable: z.string().default('x'), equals: z.string().default('1') });
type DecideConfig = z.infer<typeof DecideConfig>;
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
  }),
  enter: ({ variable, equals }, { evaluate }) => {
    const holds = evaluate({ match: 'all', comparisons: [{ variable, operator: 'equals', value: equals }] });
    return { next: 'exit', exit: holds ? 'yes' : 'otherwise' };
  },
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
export const sampleNodes: readonly NodeType[] = [tell, ask, decide, keep, pause, broken];

/** Their faces. */
export const sampleDefinitions: readonly NodeDefinition[] = sampleNodes.map(({ definition }) => definition);
