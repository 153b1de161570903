import type { FlowDefinition, FlowNode, FlowSettings, FlowVariable } from '@callwright/protocol';
import type { Exit } from '../node-type.js';
import type { Outcome, Written } from '../outcome.js';
import type { ScriptAct } from '../script/script.js';
import type { Asked } from './asked.js';
import type { IsWanted } from './facts.js';

/** One thing that may come of a step, as the proof takes it. */
export type ProofOutcome = {
  readonly exit: string;
  readonly when: Asked | null;
  /** What brings it about; null when nobody said. */
  readonly by: readonly ScriptAct[] | null;
  readonly sets: Readonly<Record<string, Written>>;
  /** Nobody can choose it. */
  readonly isChance: boolean;
  /** Not known to be possible at all. */
  readonly isSupposed: boolean;
};

/** A step as the proof takes it. */
export type ProofStep = {
  readonly node: FlowNode;
  readonly exits: ReadonlyMap<string, { readonly exit: Exit; readonly to: readonly string[] }>;
  readonly outcomes: readonly ProofOutcome[];
  /** Whether the call ends here, or its flow returns: there is no way out. */
  readonly isEnd: boolean;
  /** Whether nothing is known of it: its kind is not, or it is not filled in. */
  readonly isUnknown: boolean;
  readonly asksCaller: boolean;
  /** Whether the caller hears something at it. */
  readonly isHeard: boolean;
  /** Words to know it by when it speaks: the longest without variables; empty when there are none. */
  readonly words: string;
  /** The outcome by which it returns to the flow that called; null for steps that do not. */
  readonly returns: string | null;
  readonly calls: SubflowCall | null;
};

/** A call of another flow. */
export type SubflowCall = {
  readonly key: string;
  /** What is given, as templates by input; null when nobody said. */
  readonly inputs: Readonly<Record<string, string>> | null;
  /** Own variables by the outputs they take; null when nobody said. */
  readonly outputs: Readonly<Record<string, string>> | null;
};

/** A flow as the proof takes it. */
export type ProofFlow = {
  /** Null for the one that is checked. */
  readonly key: string | null;
  readonly flow: FlowDefinition;
  readonly settings: FlowSettings;
  readonly variables: ReadonlyMap<string, FlowVariable>;
  readonly start: ProofStep | null;
  /** The step that deals with failures. */
  readonly failureStep: ProofStep | null;
  readonly steps: ReadonlyMap<string, ProofStep>;
  /** Which facts somebody still wants to know from a step on. */
  readonly wantedAt: (stepId: string) => IsWanted;
  /** Variables that matter to what calls do. */
  readonly relevant: ReadonlySet<string>;
};

/** An outcome as a definition says it. */
export const proofOutcome = (
  outcome: Outcome,
  askedOf: (when: NonNullable<Outcome['when']>) => Asked,
): ProofOutcome => ({
  exit: outcome.exit,
  when: outcome.when ? askedOf(outcome.when) : null,
  by: outcome.by ?? [],
  sets: outcome.sets ?? {},
  isChance: outcome.isChance ?? false,
  isSupposed: false,
});
