import type { FlowVariable, Json } from '@callwright/protocol';

/** Where a line leads: to what a widget became (null: the flow ends), or to a step made beside it. */
export type Target = { readonly widget: string | null } | { readonly step: string };

/** A step that is being made. */
export type DraftStep = {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly exits: Readonly<Record<string, Target>>;
};

/** What became of a widget. */
export type Converted = {
  /** Lines to the widget lead to the first. */
  readonly steps: readonly DraftStep[];
  /** Where the lines to it lead on when it became no step. */
  readonly passesTo?: string | null;
  /** What is different, or lost. */
  readonly hints?: readonly string[];
  /** Whether somebody has to finish it before it can run. */
  readonly needsHand?: boolean;
  readonly variables?: readonly FlowVariable[];
};

/** Line to what a widget became. */
export const toWidget = (widget: string | null): Target => ({ widget });
/** Line to a step made beside it. */
export const toStep = (step: string): Target => ({ step });

/** The same target for several ways out. */
export const exitsTo = (target: Target, ...names: readonly string[]): Readonly<Record<string, Target>> =>
  Object.fromEntries(names.map((name) => [name, target]));
