import type { Effect } from '@callwright/protocol';
import { initialTransition, transition } from 'xstate';
import type { CallEvents, Contender } from '../../engine/ivr/contender.js';
import { Journal } from '../../engine/journal.js';
import { type IvrEvent, ivrMachine } from './ivr-machine.js';

/** XState's pure `transition`: a state and an event give the next state and the actions to be carried out. */
export const createXState = (version: string): Contender => ({
  name: 'xstate',
  version,
  callsAtOnce: 100,
  prepare: (calls) => {
    const typed = calls.map(typedEvents);
    return () => typed.map(runCall);
  },
  close: async () => undefined,
});

const typedEvents = (events: CallEvents): readonly IvrEvent[] =>
  events.map((event) => ({ type: event.event, event }) as IvrEvent);

const runCall = (events: readonly IvrEvent[]): Journal => {
  const journal = new Journal();
  let [state] = initialTransition(ivrMachine);
  for (const event of events) {
    const cause = journal.event(event.event);
    const [next, actions] = transition(ivrMachine, state, event);
    state = next;
    // Assignments are worked off inside `transition`; what it hands out are the effects.
    for (const { params } of actions) journal.write({ kind: 'effect', cause, effect: params as Effect });
  }
  return journal;
};
