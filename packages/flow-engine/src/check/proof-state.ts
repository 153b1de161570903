import type { Exit } from '../node-type.js';
import type { ScriptAct } from '../script/script.js';
import type { Facts } from './facts.js';
import type { ProofFlow, ProofStep } from './proof-flow.js';

/** A flow that waits for one it has called. */
export type ProofCaller = Pick<Spot, 'flow' | 'step' | 'facts'>;

/** Where a call can be, and what is known there: a point of the product of step, call stack and variables. */
export type Spot = {
  readonly flow: ProofFlow;
  readonly step: ProofStep;
  readonly facts: Facts;
  /** The innermost last. */
  readonly callers: readonly ProofCaller[];
  readonly hasFallenBack: boolean;
};

/**
 * How sure it is that a call can go this way. `sure`: whoever does what is said gets there. `chance`: it can happen, but
 * nobody can bring it about. `supposed`: it depends on values that are not known. `defect`: a step fails that has no
 * reason to.
 */
export type Certainty = 'sure' | 'chance' | 'supposed' | 'defect';

/** `ended`: by a step that ends calls. `polite`, `open`: by a way out that leads nowhere, which may or must be joined. */
export type Ending = 'ended' | 'polite' | 'open' | 'failed';

/** One step of a call from a spot. */
export type Move = {
  /** Null when the call is over. */
  readonly to: Spot | null;
  readonly ending: Ending | null;
  readonly exit: string;
  readonly exitKind: Exit['kind'] | null;
  readonly by: readonly ScriptAct[] | null;
  readonly certainty: Certainty;
  /** Whether something has failed. */
  readonly isFailure: boolean;
  /** Whether the caller has heard something at the step that is left. */
  readonly isHeard: boolean;
  /** Variables of the flow that is checked which are set by it. */
  readonly writes: readonly string[];
  /** The variable that cannot hold what is written, where that is why the step fails. */
  readonly unfit?: string | null;
};

/** A spot a call can get to. */
export type ProofState = Spot & {
  readonly id: number;
  /** Whether it stands for more than the calls that were followed here one by one. */
  readonly isWidened: boolean;
  readonly edges: ProofEdge[];
  /** Of the shortest way here; see {@link weightOf}. */
  cost: number;
  /** The last of that way; null at the start. */
  via: ProofEdge | null;
};

/** A move between states. */
export type ProofEdge = Omit<Move, 'to'> & {
  readonly from: ProofState;
  readonly to: ProofState | null;
  /** See {@link weightOf}. */
  readonly weight: number;
};

/** Everything a call can do. */
export type Exploration = {
  /** In the order they were reached; the first is the start. */
  readonly states: readonly ProofState[];
  /** Whether values had to be given up because there were too many of them. */
  readonly isWidened: boolean;
};

const certainties: Readonly<Record<Certainty, number>> = {
  sure: 0,
  chance: 2 ** 30,
  supposed: 2 ** 38,
  defect: 2 ** 46,
};

/**
 * What a move adds to the length of a way. First what is supposed counts, then chance, then what has to be done, then
 * steps: so the shortest way is the surest, and of those the shortest script.
 */
export const weightOf = ({ certainty, by }: Pick<Move, 'certainty' | 'by'>): number =>
  certainties[certainty] + (by?.length ?? 0) * 2 ** 18 + 1;

/** The step of the checked flow a call is in: where it is, or where it has called another flow. */
export const mainStepOf = ({ callers, step }: Pick<Spot, 'callers' | 'step'>): ProofStep => callers[0]?.step ?? step;
