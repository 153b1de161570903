import type { FlowRef, Json, NodeId, PlatformFallback } from '@callwright/protocol';
import type { Answerer } from './answerer.js';

/** A flow that waits for one it has called: where it goes on, and what it takes over then. */
export type CallingFrame = {
  /** Key of the subflow that waits; null for the flow the call began with. */
  readonly subflow: string | null;
  readonly node: NodeId;
  readonly vars: Readonly<Record<string, Json>>;
  /** Own variables by the outputs of the called flow they take. */
  readonly outputs: Readonly<Record<string, string>>;
};

/** A flow being run, as plain JSON: stored, replayed, resumed. */
export type FlowInstance = {
  readonly flow: FlowRef | null;
  /** `failed`: nothing in the flow deals with the failure; its last words are said, or the call is passed on. */
  readonly status: 'waitingToStart' | 'running' | 'finished' | 'failed';
  /** Key of the subflow the call is in; null in the flow it began with. */
  readonly subflow: string | null;
  readonly node: NodeId | null;
  /** Counts the nodes entered; makes visits and timers unique, and bounds them. */
  readonly visit: number;
  readonly local: Json;
  readonly vars: Readonly<Record<string, Json>>;
  /** The flows that wait for this one, the innermost last. */
  readonly callers: readonly CallingFrame[];
  /** The language and voice now spoken. */
  readonly voice: { readonly language: string; readonly speaker?: string };
  /** Timers that run, by the ids the effects carry. */
  readonly timers: readonly string[];
  readonly eventCount: number;
  /** Nodes entered since the caller last did something. */
  readonly silentSteps: number;
  /** Where the chance of this call stands. */
  readonly seed: number;
  readonly fallback: PlatformFallback;
  /** Whether the flow's own handling of failures has been used: it is, once. */
  readonly hasFallenBack: boolean;
  /** Who answered the call; null until that has been told. */
  readonly answeredBy: Answerer | null;
};

/** A flow that has not begun; `flowStarted` begins it. */
export const newInstance = (flow: FlowRef | null): FlowInstance => ({
  flow,
  status: 'waitingToStart',
  subflow: null,
  node: null,
  visit: 0,
  local: null,
  vars: {},
  callers: [],
  voice: { language: '' },
  timers: [],
  eventCount: 0,
  silentSteps: 0,
  seed: 0,
  fallback: {},
  hasFallenBack: false,
  answeredBy: null,
});
