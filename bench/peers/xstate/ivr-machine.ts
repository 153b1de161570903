import { type Effect, type EngineEvent, type Json, nodeId } from '@callwright/protocol';
import { and, assign, setup } from 'xstate';
import { choices, RETRIES, words } from '../../engine/ivr/words.js';
import { gather, hangUp, tts } from './commands.js';

/** An event of the call in XState's form, which wants a `type`; `event` is what the journal takes. */
export type IvrEvent = { readonly [Name in EngineEvent['event']]: TypedEvent<Name> }[EngineEvent['event']];
type TypedEvent<Name extends EngineEvent['event']> = {
  readonly type: Name;
  readonly event: Extract<EngineEvent, { event: Name }>;
};

type Wish = { readonly choice: string; readonly said: string };
type Context = {
  readonly from: string;
  readonly visit: number;
  readonly noInputs: number;
  readonly noMatches: number;
  readonly wish: Wish;
  readonly topic: string;
};
type Args = { readonly context: Context; readonly event: IvrEvent };

const fresh: Context = {
  from: '',
  visit: 0,
  noInputs: 0,
  noMatches: 0,
  wish: { choice: '', said: '' },
  topic: 'your wish',
};

const ivr = setup({
  types: { context: {} as Context, events: {} as IvrEvent },
  actions: {
    // Executed by nobody here: whoever drives the machine writes its params into the journal.
    effect: (_, _effect: Effect) => undefined,
    begin: assign(({ event }) => ({ from: event.type === 'flowStarted' ? callerOf(event.event.input.call) : '' })),
    countVisit: assign(({ context }) => ({ visit: context.visit + 1 })),
    countNoInput: assign(({ context }) => ({ noInputs: context.noInputs + 1 })),
    countNoMatch: assign(({ context }) => ({ noMatches: context.noMatches + 1 })),
    rememberWish: assign(({ event }) => ({ wish: wishOf(event) })),
    rememberTopic: assign((_, topic: string) => ({ topic })),
  },
  guards: {
    isOwnPlayback: ({ context, event }, step: string) =>
      event.type === 'trackEnd' && event.event.playId === `${step}.${context.visit}`,
    isChoice: (args) => choices.some(({ id }) => id === answerTo(args)?.choice),
    isSilence: (args) => answerTo(args)?.reason === 'timeout',
    isKey: (args) => answerTo(args)?.reason === 'digits',
    maySilenceGoOn: ({ context }) => context.noInputs < RETRIES,
    mayKeysGoOn: ({ context }) => context.noMatches < RETRIES,
    wantsBill: ({ context }) => context.wish.choice === 'billing',
  },
});

const callerOf = (call: Json | undefined): string =>
  typeof call === 'object' && call !== null && 'from' in call && typeof call.from === 'string' ? call.from : '';
const questionOf = ({ visit, noInputs, noMatches }: Context) => `menu.${visit}.${noInputs + noMatches}`;
const answerTo = ({ context, event }: Args) =>
  event.type === 'gatherResult' && event.event.gatherId === questionOf(context) ? event.event : null;
const wishOf = (event: IvrEvent): Wish =>
  event.type === 'gatherResult' ? { choice: event.event.choice ?? '', said: event.event.digits ?? '' } : fresh.wish;

const effect = (params: Effect) => ({ type: 'effect', params }) as const;
const entered = (step: string) => effect({ effect: 'stepEntered', nodeId: nodeId.parse(step) });
const left = (step: string, exit: string) => effect({ effect: 'stepLeft', nodeId: nodeId.parse(step), exit });
const computed = (make: (context: Context) => Effect) =>
  ({ type: 'effect', params: ({ context }: { readonly context: Context }) => make(context) }) as const;
const set = (name: string, value: (context: Context) => Json) =>
  computed((context) => ({ effect: 'variableSet', name, value: value(context) }));
const say = (step: string, text: (context: Context) => string) =>
  computed((context) => tts(`${step}.${context.visit}`, text(context)));
const ask = (text: string) => computed((context) => gather(questionOf(context), text));

const remember = (step: string, topic: string, queue: number) => ({
  entry: [
    'countVisit' as const,
    entered(step),
    { type: 'rememberTopic', params: topic } as const,
    set('topic', ({ topic: chosen }) => chosen),
    set('note', ({ from, wish }) => `${from} pressed ${wish.said}`),
    set('queue', () => queue),
  ],
  always: { target: 'goodbye' as const, actions: [left(step, 'done')] },
});

/** The five-step IVR of the bench's README as a state machine. */
export const ivrMachine = ivr.createMachine({
  context: fresh,
  initial: 'idle',
  on: {
    hangup: {
      target: '.ended',
      actions: [
        { type: 'effect', params: ({ event }) => ({ effect: 'flowFinished' as const, reason: event.event.reason }) },
      ],
    },
  },
  states: {
    idle: { on: { flowStarted: { target: 'greet', actions: ['begin'] } } },
    greet: {
      entry: ['countVisit', entered('greet'), say('greet', ({ from }) => `Hello ${from}, welcome to the clinic.`)],
      on: {
        trackEnd: {
          guard: { type: 'isOwnPlayback', params: 'greet' },
          target: 'menu',
          actions: [left('greet', 'done')],
        },
      },
    },
    menu: {
      entry: ['countVisit', entered('menu'), ask(words.menu)],
      on: {
        gatherResult: [
          {
            guard: 'isChoice',
            target: 'route',
            actions: [
              'rememberWish',
              set('wish', ({ wish }) => ({ ...wish })),
              computed(({ wish }) => ({ effect: 'stepLeft', nodeId: nodeId.parse('menu'), exit: wish.choice })),
            ],
          },
          { guard: and(['isSilence', 'maySilenceGoOn']), actions: ['countNoInput', ask(words.noInput)] },
          { guard: 'isSilence', target: 'goodbye', actions: [left('menu', 'noInput')] },
          { guard: and(['isKey', 'mayKeysGoOn']), actions: ['countNoMatch', ask(words.noMatch)] },
          { guard: 'isKey', target: 'goodbye', actions: [left('menu', 'noMatch')] },
        ],
      },
    },
    route: {
      entry: ['countVisit', entered('route')],
      always: [
        { guard: 'wantsBill', target: 'billing', actions: [left('route', 'billing')] },
        { target: 'booking', actions: [left('route', 'otherwise')] },
      ],
    },
    booking: remember('booking', 'an appointment', 1),
    billing: remember('billing', 'your bill', 2),
    goodbye: {
      entry: [
        'countVisit',
        entered('goodbye'),
        say('goodbye', ({ from, topic }) => `Thank you. We will call ${from} about ${topic}.`),
      ],
      on: {
        trackEnd: {
          guard: { type: 'isOwnPlayback', params: 'goodbye' },
          actions: [computed(({ visit }) => hangUp(`goodbye.${visit}.end`))],
        },
      },
    },
    ended: { type: 'final' },
  },
});
