import type { Command, CommandOf, Effect, EngineEvent, Json } from '@callwright/protocol';
import { advance } from '../advance.js';
import type { GatherOutcome } from '../gather.js';
import { type FlowInstance, newInstance } from '../instance.js';
import type { FlowProgram } from '../program.js';
import { fired, key, played } from './engine-events.js';
import { GatherHost } from './gather-host.js';

/** A moment at which a call waits, or is over. */
export type Moment = {
  readonly instance: FlowInstance;
  readonly isOver: boolean;
  /** Whether it went round and round until the engine stopped it. */
  readonly isStuck: boolean;
  readonly turns: Turn[];
};

/** What one event made of a call. */
export type Turn = {
  readonly to: Moment;
  readonly effects: readonly Effect[];
  /** Whether the event was that something failed. */
  readonly isFailure: boolean;
  /** The variables before it. */
  readonly vars: Readonly<Record<string, Json>>;
};

/** Every call there can be. */
export type EveryCall = {
  readonly first: Turn;
  readonly moments: readonly Moment[];
  /** Whether all of them were followed: none went on with ever other values. */
  readonly isComplete: boolean;
};

type Possible = { readonly event: EngineEvent; readonly isFailure: boolean };

// The keys that sample nodes ask for, and one that none of them does.
const KEYS = ['1', '2', '3'];

/**
 * Makes every call of a flow of sample nodes by really running the engine: after each turn everything is tried that can
 * happen to a playback, a question or a timer. Calls that stand at the same step with the same variables are one.
 */
export const everyCall = (program: FlowProgram, maxMoments: number): EveryCall => {
  const moments = new Map<string, Moment & { readonly possible: readonly Possible[] }>();
  const take = (instance: FlowInstance, { event, isFailure }: Possible): Turn => {
    const { instance: next, effects } = advance(program, unbounded(instance), event);
    const text = JSON.stringify([next.node, next.status, next.vars, next.hasFallenBack]);
    const isStuck = effects.some((effect) => effect.effect === 'flowFailed' && effect.code === 'flow.stepLimit');
    const known = moments.get(text);
    const fresh = {
      instance: next,
      isOver: isOver(next, effects),
      isStuck,
      turns: [],
      possible: possibleAfter(effects),
    };
    if (!known) moments.set(text, fresh);
    return { to: known ?? fresh, effects, isFailure, vars: instance.vars };
  };
  const first = take(newInstance(null), {
    event: { event: 'flowStarted', timestamp: 0, input: { call: { from: '+1' } } },
    isFailure: false,
  });
  for (const moment of moments.values()) {
    if (moments.size > maxMoments) return { first, moments: [...moments.values()], isComplete: false };
    if (moment.isOver || moment.isStuck) continue;
    for (const one of moment.possible) moment.turns.push(take(moment.instance, one));
  }
  return { first, moments: [...moments.values()], isComplete: true };
};

/** What a caller hears of a turn. */
export const isHeardIn = ({ effects }: Turn): boolean =>
  effects.some((effect) => effect.effect === 'command' && ['tts', 'gather'].includes(effect.command.command));

// What bounds a call is not what is looked for: a loop through a playback is found as a circle.
const unbounded = (instance: FlowInstance): FlowInstance => ({ ...instance, silentSteps: 0 });

const isOver = ({ status }: FlowInstance, effects: readonly Effect[]): boolean =>
  status !== 'running' || commandsIn(effects).some((command) => endsCall(command));

const endsCall = (command: Command) =>
  command.command === 'hangup' || (command.command === 'tts' && command.autoHangup === true);

const commandsIn = (effects: readonly Effect[]): readonly Command[] =>
  effects.flatMap((effect) => (effect.effect === 'command' ? [effect.command] : []));

const possibleAfter = (effects: readonly Effect[]): readonly Possible[] => [
  ...commandsIn(effects).flatMap(answersTo),
  ...effects.flatMap((effect): readonly Possible[] =>
    effect.effect === 'startTimer'
      ? [
          { event: fired(effect.timerId), isFailure: false },
          { event: key('#'), isFailure: false },
        ]
      : [],
  ),
];

const answersTo = (command: Command): readonly Possible[] => {
  if (command.command === 'tts') {
    const { playId = '' } = command;
    return [
      { event: played(playId), isFailure: false },
      {
        event: { event: 'error', timestamp: 0, sender: 'tts', error: 'Broken.', code: 'internal', playId },
        isFailure: true,
      },
    ];
  }
  if (command.command !== 'gather') return [];
  const { gatherId } = command;
  const asked = () => new GatherHost(command).see(played(gatherId));
  const outcomes = [...answersOnce(command, asked), { reason: 'error' as const, error: 'Broken.' }];
  return outcomes.map((outcome) => ({
    event: { event: 'gatherResult', timestamp: 0, gatherId, ...outcome },
    isFailure: outcome.reason === 'error',
  }));
};

const answersOnce = (command: CommandOf<'gather'>, asked: () => GatherHost): readonly GatherOutcome[] => {
  const question = JSON.stringify(command.choices);
  const answers = known.get(question) ?? answersBy([], asked);
  known.set(question, answers);
  return answers;
};
const known = new Map<string, readonly GatherOutcome[]>();

// All that can be typed, and falling silent at any point of it.
const answersBy = (typed: readonly string[], asked: () => GatherHost): readonly GatherOutcome[] => {
  const host = () => asked().see(...typed.map(key));
  const { outcome } = host();
  if (outcome) return [outcome];
  const silent = host().timeOut().outcome;
  return [...(silent ? [silent] : []), ...KEYS.flatMap((one) => answersBy([...typed, one], asked))];
};
