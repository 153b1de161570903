import type { JournalEntry } from '@callwright/protocol';
import { Journal } from '../journal.js';
import type { CallEvents } from './contender.js';

/** Turns of the event loop after which a single event is done with; the longest way of one has 12 nodes. */
const TURNS_OF_ONE_EVENT = 100;

/** Hands an event of a call to the flow. */
export type Take = (event: CallEvents[number], callId: string) => void;

/** A call, and how many lines its journal has once each of its events is done with. */
type PreparedCall = { readonly callId: string; readonly events: CallEvents; readonly linesAfter: readonly number[] };

/**
 * Calls through the flow. Nothing tells when a message has come to its end, and a switch takes one a turn of the event
 * loop, however many wait. So each kind of call is made alone once, in peace; from then on a call's next event follows
 * as soon as the one before has written its lines.
 * @param journals where the flow finds them, by call
 */
export const prepareCalls = (calls: readonly CallEvents[], journals: Map<string, Journal>, take: Take) => {
  const makeAlone = async (events: CallEvents): Promise<readonly number[]> => {
    const journal = new Journal();
    journals.set('alone', journal);
    const linesAfter: number[] = [];
    for (const event of events) {
      take(event, 'alone');
      for (let turn = 0; turn < TURNS_OF_ONE_EVENT; turn += 1) await new Promise<void>((done) => setImmediate(done));
      linesAfter.push(journal.lines.length);
    }
    return linesAfter;
  };
  let prepared: readonly PreparedCall[] | null = null;
  const prepareAll = async (): Promise<readonly PreparedCall[]> => {
    const known = new Map<CallEvents, readonly number[]>();
    for (const events of new Set(calls)) known.set(events, await makeAlone(events));
    return calls.map((events, nth) => ({ callId: `c${nth}`, events, linesAfter: known.get(events) ?? [] }));
  };
  return async () => {
    prepared ??= await prepareAll();
    return Promise.all(prepared.map((call) => makeCall(call, journals, take)));
  };
};

const makeCall = ({ callId, events, linesAfter }: PreparedCall, journals: Map<string, Journal>, take: Take) =>
  new Promise<Journal>((resolve) => {
    let nth = -1;
    const goOn = () => {
      while (journal.lines.length >= (linesAfter[nth] ?? 0)) {
        nth += 1;
        const event = events[nth];
        if (!event) return resolve(journal);
        take(event, callId);
      }
    };
    const journal = new WatchedJournal(() => {
      if (journal.lines.length === linesAfter[nth]) queueMicrotask(goOn);
    });
    journals.set(callId, journal);
    goOn();
  });

class WatchedJournal extends Journal {
  readonly #onLine: () => void;

  constructor(onLine: () => void) {
    super();
    this.#onLine = onLine;
  }

  override write(entry: JournalEntry): number {
    const seq = super.write(entry);
    this.#onLine();
    return seq;
  }
}
