import type { Effect, EngineEvent, JournalLine } from '@callwright/protocol';
import type { CallRecord } from '../simulator/call-record.js';

/**
 * What calls have shown of one node type, read from their journals: a node's test adds each of its calls, and at its
 * end nothing may be missing.
 */
export class NodeCoverage {
  readonly #type: string;
  readonly #declaredExits = new Set<string>();
  readonly #takenExits = new Set<string>();
  readonly #startedTimers = new Set<string>();
  readonly #firedTimers = new Set<string>();
  #hasWaited = false;
  #hasBargeIn = false;
  #wasInterrupted = false;
  #wasHungUp = false;

  constructor(type: string) {
    this.#type = type;
  }

  /** Takes in a call and hands it back. */
  add(call: CallRecord): CallRecord {
    const own = [...call.program.nodes.values()].filter(({ node }) => node.type === this.#type);
    for (const { exits } of own) for (const name of exits.keys()) this.#declaredExits.add(name);
    const ids = new Set<string>(own.map(({ node }) => node.id));
    // A step that calls another flow is left long after the flow has gone on to other steps.
    for (const line of call.journal) if (line.kind === 'effect') this.#lookAtExit(line.effect, ids);
    for (const line of linesInside(call.journal, ids)) {
      if (line.kind === 'event') this.#lookAtEvent(line.event);
      if (line.kind === 'effect') this.#lookAtEffect(line.effect);
    }
    return call;
  }

  /** What no call has shown yet, in words. */
  gaps(): readonly string[] {
    return [
      ...missing(this.#declaredExits, this.#takenExits).map((exit) => `exit ${exit} was never taken`),
      ...missing(this.#startedTimers, this.#firedTimers).map((timer) => `timer ${timer} never fired`),
      ...(this.#hasWaited && !this.#wasHungUp ? ['nobody hung up in the middle'] : []),
      ...(this.#hasBargeIn && !this.#wasInterrupted ? ['nobody interrupted it'] : []),
    ];
  }

  #lookAtEvent(event: EngineEvent): void {
    this.#hasWaited = true;
    if (event.event === 'hangup' && event.initiator === 'caller') this.#wasHungUp = true;
    if (event.event === 'interruption' && event.cause !== 'command') this.#wasInterrupted = true;
    if (event.event === 'timerFired') this.#firedTimers.add(nameOf(event.timerId));
  }

  #lookAtExit(effect: Effect, ids: ReadonlySet<string>): void {
    if (effect.effect === 'stepLeft' && ids.has(effect.nodeId)) this.#takenExits.add(effect.exit);
  }

  #lookAtEffect(effect: Effect): void {
    if (effect.effect === 'startTimer') this.#startedTimers.add(nameOf(effect.timerId));
    if (effect.effect !== 'command') return;
    const { command } = effect;
    if ('bargeIn' in command && command.bargeIn && command.bargeIn.length > 0) this.#hasBargeIn = true;
  }
}

// From the entry of a step to its end, both included.
const linesInside = (journal: readonly JournalLine[], ids: ReadonlySet<string>): readonly JournalLine[] => {
  let isHere = false;
  return journal.filter((line) => {
    if (line.kind !== 'effect') return isHere;
    if (line.effect.effect === 'stepEntered') isHere = ids.has(line.effect.nodeId);
    const wasHere = isHere;
    if (leaves(line.effect)) isHere = false;
    return wasHere;
  });
};
const leaves = ({ effect }: Effect) => effect === 'stepLeft' || effect === 'flowFinished' || effect === 'flowFailed';
const missing = (wanted: ReadonlySet<string>, seen: ReadonlySet<string>) => [...wanted].filter((one) => !seen.has(one));
const nameOf = (timerId: string) => timerId.slice(timerId.indexOf(':') + 1);
