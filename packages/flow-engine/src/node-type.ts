import type { Effect, EngineEvent, FlowSettings, Json, NodeId } from '@callwright/protocol';
import type { z } from 'zod';
import type { Condition } from './condition.js';

/** What a node is about; decides its colour and shape on the canvas. */
export type NodeFamily = 'speak' | 'hear' | 'decide' | 'connect' | 'data' | 'end';

/**
 * A way out of a node.
 * `next`: must lead somewhere. `choice`: an answer of the caller, must lead somewhere; `key` is shown as a key cap.
 * `fallback`: when not joined, the call ends politely. `failure`: when not joined, the flow's failure prompt is said.
 */
export type Exit = {
  readonly name: string;
  readonly label: string;
  readonly kind: 'next' | 'choice' | 'fallback' | 'failure';
  readonly key?: string;
};

/** Something a node's own check found wrong with its config. */
export type ConfigProblem = {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly field: string;
};

/** Where a field stands in the form, in this order. */
export type FieldSection = 'hears' | 'answers' | 'otherwise' | 'does' | 'advanced';

/**
 * What a config field's `.meta()` may say; the form, the docs and the API schema come from it.
 * `template` marks text that is rendered by LiquidJS before use.
 */
export type FieldMeta = {
  readonly title: string;
  readonly help?: string;
  readonly section: FieldSection;
  readonly widget?:
    | 'prompt'
    | 'text'
    | 'number'
    | 'toggle'
    | 'select'
    | 'choices'
    | 'rules'
    | 'assignments'
    | 'promptFile'
    | 'endpoint'
    | 'variable'
    | 'texts';
  readonly unit?: 'ms' | 'times' | 'keys';
  readonly template?: boolean;
  readonly options?: Readonly<Record<string, string>>;
  /** Shown only while another field has this value. */
  readonly when?: { readonly field: string; readonly equals: Json };
};

/**
 * The face of a node type: everything but its behaviour. Pure; safe in a browser. Without a type argument it is any
 * definition, whose config only its own schema knows.
 */
export type NodeDefinition<Config = unknown> = {
  readonly type: string;
  /** Of the config's shape; raised with a migration. */
  readonly version: number;
  readonly title: string;
  /** Verb first, as in a list of things to add: "Ask for a key". */
  readonly action: string;
  readonly description: string;
  readonly family: NodeFamily;
  /** Name of a lucide icon. */
  readonly icon: string;
  /** JSON-representable; every field has a default, so that `config.parse({})` is a new node. */
  readonly config: z.ZodType<Config>;
  exits(config: Config): readonly Exit[];
  /** What the canvas shows as the node's own words: the prompt, or what it does. */
  summary(config: Config): string;
  check?(config: Config): readonly ConfigProblem[];
  /** Whether it waits for the caller to say or press something; a loop without such a node never ends. */
  readonly asksCaller?: boolean;
};

/** What a node sees of the call. All of it is plain data, so that the same event gives the same result. */
export type NodeContext = {
  readonly nodeId: NodeId;
  /** Different at each visit: what a node names its playbacks and gathers by. */
  readonly visitId: string;
  readonly settings: FlowSettings;
  readonly vars: Readonly<Record<string, Json>>;
  readonly nowMs: number;
  /** A template as text. Unset variables are empty. */
  readonly render: (template: string) => string;
  readonly evaluate: (condition: Condition) => boolean;
};

/** An effect a node may ask for; the engine makes the others. */
export type NodeEffect = Extract<Effect, { effect: 'command' | 'startTimer' | 'stopTimer' }>;

/** One step of a node: stay and wait for the next event, or leave by an exit. */
export type NodeStep<Local = Json> =
  | { readonly next: 'wait'; readonly local: Local; readonly effects?: readonly NodeEffect[] }
  | {
      readonly next: 'exit';
      readonly exit: string;
      readonly set?: Readonly<Record<string, Json>>;
      readonly effects?: readonly NodeEffect[];
    };

/** The behaviour of a node type. Both functions are pure; a throw fails the flow, not the process. */
export type NodeType<Config = unknown, Local = Json> = {
  readonly definition: NodeDefinition<Config>;
  enter(config: Config, context: NodeContext): NodeStep<Local>;
  /** Sees every event but `hangup`; those of no interest mean `wait`. */
  on(event: EngineEvent, local: Local, config: Config, context: NodeContext): NodeStep<Local>;
};

/** Names the types of a node's config and local state once, and checks its parts against them. */
export const defineNode = <Config, Local extends Json>(node: NodeType<Config, Local>): NodeType<Config, Local> => node;

/** Checks a definition against its config's type. */
export const defineNodeType = <Config>(definition: NodeDefinition<Config>): NodeDefinition<Config> => definition;
