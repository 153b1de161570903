import type { CommandOf, JournalLine, Json, NodeId } from '@callwright/protocol';
import type { CallRecord } from './call-record.js';
import { isCallersTurn, musicOf } from './model/call-model.js';
import type { SimulatedCall } from './simulated-call.js';
import type { Awaited } from './simulated-services.js';

/** What a simulated call waits for; what somebody can do now. */
export type WaitingFor =
  | { readonly kind: 'question'; readonly command: CommandOf<'gather'>; readonly isAsked: boolean }
  | { readonly kind: 'message'; readonly recordId: string }
  | { readonly kind: 'line'; readonly target: string }
  | { readonly kind: 'queue'; readonly queue: string }
  | { readonly kind: 'room'; readonly room: string }
  | { readonly kind: 'answerer'; readonly isMachine: boolean }
  | Awaited;

/** Where a simulated call stands. */
export type SimulatorState = {
  /** The step the flow is in, and the called flow that has it. */
  readonly step: NodeId | null;
  readonly subflow: string | null;
  readonly isOver: boolean;
  /** What the caller or the world may answer; empty while the flow is busy by itself. */
  readonly waitingFor: readonly WaitingFor[];
  /** Whether the caller's turn has come: a question has been asked to its end. */
  readonly isCallersTurn: boolean;
  /** What the caller hears now: words or a url, or the music behind. */
  readonly hears: string | null;
  readonly variables: Readonly<Record<string, Json>>;
  readonly journal: readonly JournalLine[];
  /** How it has gone so far. */
  readonly record: CallRecord;
  /** Ms since the call arrived. */
  readonly atMs: number;
  /** What the clock of the call shows, in ms since the epoch. */
  readonly nowMs: number;
};

/** Where a call stands, for people to look at. */
export const stateOf = (call: SimulatedCall, record: CallRecord): SimulatorState => ({
  step: call.isOver ? null : call.instance.node,
  subflow: call.instance.subflow,
  isOver: call.isOver,
  waitingFor: call.isOver ? [] : waitingFor(call),
  isCallersTurn: isCallersTurn(call.model),
  hears: call.model.playback?.content ?? musicOf(call.model),
  variables: call.instance.vars,
  journal: call.journal,
  record,
  atMs: call.clock.monotonicMs(),
  nowMs: call.clock.nowMs(),
});

const waitingFor = ({ model, awaited, asksWhoAnswered, instance }: SimulatedCall): readonly WaitingFor[] => {
  const { gather, messages, refer, dial, queue, room } = model;
  const lines = [...(refer && !refer.isJoined ? [refer.line] : []), ...(dial && !dial.joined ? dial.lines : [])];
  return [
    ...(gather ? [{ kind: 'question', command: gather.command, isAsked: gather.phase !== 'prompt' } as const] : []),
    ...Object.entries(messages).flatMap(([recordId, { runsSinceMs }]) =>
      runsSinceMs === null ? [] : [{ kind: 'message', recordId } as const],
    ),
    ...lines.flatMap(({ target, state, isTold }) =>
      state === 'ringing' && !isTold ? [{ kind: 'line', target } as const] : [],
    ),
    ...(queue?.plan === null ? [{ kind: 'queue', queue: queue.command.queue } as const] : []),
    ...(room?.state === 'asking' ? [{ kind: 'room', room: room.command.room } as const] : []),
    ...(asksWhoAnswered ? [{ kind: 'answerer', isMachine: instance.answeredBy === 'machine' } as const] : []),
    ...awaited,
  ];
};
