import type { Json } from '@callwright/protocol';
import type { Condition } from './condition.js';
import type { ScriptAct } from './script/script.js';

/** What a value is of which no more is known. Digits, dates and times are texts that are written as such. */
export type WrittenKind = 'text' | 'digits' | 'date' | 'time' | 'number' | 'boolean' | 'list' | 'object' | 'secret';

/**
 * What a proof knows of a value a node writes: itself (null: it is unset), the template or expression it is made from,
 * or nothing but that it is set, and `of` what kind it is. Templates and expressions see the variables as they were
 * before the step.
 */
export type Written =
  | { readonly is: 'value'; readonly value: Json }
  | { readonly is: 'template'; readonly template: string }
  | { readonly is: 'expression'; readonly expression: string }
  | { readonly is: 'any'; readonly of?: WrittenKind };

/**
 * One thing that may come of a node: the way out, what leads to it, and what it leaves in variables. Of several with
 * `when` the first whose condition holds is taken; those without one depend on something else than variables, so that a
 * proof must expect each of them.
 * Example: a menu has one for each key (`by` presses it), one for silence, one for a key that is none of its own.
 */
export type Outcome = {
  readonly exit: string;
  readonly when?: Condition;
  /** What a caller does, or the world answers, to bring it about; empty when the node comes to it by itself. */
  readonly by?: readonly ScriptAct[];
  readonly sets?: Readonly<Record<string, Written>>;
  /** It comes about by chance, or by the clock: no caller can choose it. */
  readonly isChance?: boolean;
};

const constant = (expression: string): Condition => ({ match: 'all', comparisons: [], expression });

/** Holds whatever the variables are: of the outcome that is taken when none before it is. */
export const ALWAYS: Condition = constant('true');
/** Never holds: of a way out that a node's config rules out. */
export const NEVER: Condition = constant('false');
