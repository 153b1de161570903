import type { FlowRef, Json, NodeId } from '@callwright/protocol';

/** A flow being run, as plain JSON: stored, replayed, resumed. */
export type FlowInstance = {
  readonly flow: FlowRef | null;
  readonly status: 'waitingToStart' | 'running' | 'finished' | 'failed';
  readonly node: NodeId | null;
  /** Counts the nodes entered; makes visits and timers unique. */
  readonly visit: number;
  readonly local: Json;
  readonly vars: Readonly<Record<string, Json>>;
  /** Timers that run, by the ids the effects carry. */
  readonly timers: readonly string[];
  readonly eventCount: number;
  /** Nodes entered since the caller last did something. */
  readonly silentSteps: number;
};

/** A flow that has not begun; `flowStarted` begins it. */
export const newInstance = (flow: FlowRef | null): FlowInstance => ({
  flow,
  status: 'waitingToStart',
  node: null,
  visit: 0,
  local: null,
  vars: {},
  timers: [],
  eventCount: 0,
  silentSteps: 0,
});
