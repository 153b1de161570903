import type { EngineEvent } from '@callwright/protocol';
import type { Journal } from '../journal.js';

/** What happens in one call, in order, as the contender under test is told it. */
export type CallEvents = readonly EngineEvent[];

/** An engine that can run the five-step IVR. */
export type Contender = {
  readonly name: ContenderName;
  /** Of the package it comes from. */
  readonly version: string;
  /** Of how many calls it keeps the journals at a time, as suits it best. */
  readonly callsAtOnce: number;
  /**
   * Brings calls into the contender's own form, which is not timed.
   * @returns runs them all once and gives their journals, in their order
   */
  prepare(calls: readonly CallEvents[]): () => readonly Journal[] | Promise<readonly Journal[]>;
  /** How many of its own nodes these calls ran through, where that is more than the steps of the IVR. */
  countInvocations?(calls: readonly CallEvents[]): Promise<number>;
  close(): Promise<void>;
};

/** The three that are compared, and what none of them can be faster than. */
export const contenderNames = ['callwright', 'xstate', 'nodeRed', 'journalOnly'] as const;
/** One of them. */
export type ContenderName = (typeof contenderNames)[number];
