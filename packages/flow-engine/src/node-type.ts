import type { Effect, EngineEvent, FlowSettings, Json, NodeDefaults, NodeId } from '@callwright/protocol';
import type { z } from 'zod';
import type { Answerer } from './answerer.js';
import type { Condition } from './condition.js';
import type { LocalText } from './local-text.js';
import type { Outcome } from './outcome.js';

/** What a node is about; decides its colour and shape on the canvas. */
export type NodeFamily = 'speak' | 'hear' | 'decide' | 'connect' | 'data' | 'end';

/**
 * A way out of a node.
 * `next`: must lead somewhere. `choice`: an answer of the caller, must lead somewhere; `key` is shown as a key cap.
 * `fallback`: when not joined, the call ends politely. `failure`: when not joined, the flow's handling of failures has it.
 * `to`: leads to that step by the node's own config, and no line can be drawn from it.
 */
export type Exit = {
  readonly name: string;
  readonly label: string;
  readonly kind: 'next' | 'choice' | 'fallback' | 'failure';
  readonly key?: string;
  readonly to?: string;
};

/** What a flow may need of the protocol that carries the call. */
export type Capability =
  | 'files'
  | 'keysIn'
  | 'keysOut'
  | 'speech'
  | 'freeSpeech'
  | 'refer'
  | 'bridge'
  | 'dial'
  | 'queue'
  | 'conference'
  | 'record';

/** Words a node says: what the check of languages and of long menus looks at. */
export type Spoken = { readonly field: string; readonly text: LocalText; readonly isMenu?: boolean };

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
    | 'texts'
    | 'textarea'
    | 'code'
    | 'hours'
    | 'targets'
    | 'branches'
    | 'pairs'
    | 'mappings'
    | 'auth'
    | 'secret'
    | 'subflow'
    | 'step'
    | 'slots'
    | 'shares'
    | 'flow';
  readonly unit?: 'ms' | 'times' | 'keys' | 'percent' | 'bytes';
  readonly template?: boolean;
  /** The flow's default that holds while the field is null. */
  readonly inherits?: keyof NodeDefaults;
  readonly options?: Readonly<Record<string, string>>;
  /** Shown only while another field has this value, or one of these where it is a list. */
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
  /** A config written for an earlier version, as one of the current; called once for each version passed. */
  migrate?(config: Readonly<Record<string, Json>>, from: number): Readonly<Record<string, Json>>;
  exits(config: Config): readonly Exit[];
  /** What the canvas shows as the node's own words: the prompt, or what it does. */
  summary(config: Config): string;
  /** What is wrong with it, as far as it can tell: without settings, by itself alone. */
  check?(config: Config, settings?: FlowSettings): readonly ConfigProblem[];
  /** Whether it waits for the caller to say or press something; a loop without such a node never ends. */
  readonly asksCaller?: boolean;
  /** Whether it waits to be told who answered a call of ours: a call with such a node listens for that. */
  readonly asksWhoAnswered?: boolean;
  /** Words for those who read the flow: no step, and no call may get there. */
  readonly isNote?: boolean;
  /** All that may come of it, for proofs. Without it each way out may be taken, and no variable is written. */
  outcomes?(config: Config, settings: FlowSettings, nodeId: NodeId): readonly Outcome[];
  /** Variables it reads beyond those in its templates and conditions. */
  reads?(config: Config): readonly string[];
  /** What the caller may hear of it, beyond the fields marked as prompts. */
  says?(config: Config): readonly Spoken[];
  needs?(config: Config): readonly Capability[];
  /** The flow it calls: `<flow>` for the latest published, `<flow>@<version>` for a pinned one. */
  subflow?(config: Config): string | null;
  /** The outcome by which it ends the flow it is in, for the flow that called it. */
  returns?(config: Config): string;
  /** What it gives the flow it calls, as templates by input, and its own variables by the outputs they take. */
  passes?(config: Config): {
    readonly inputs: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, string>>;
  };
};

/** What a node sees of the call. All of it is plain data, so that the same event gives the same result. */
export type NodeContext = {
  readonly nodeId: NodeId;
  /** Different at each visit: what a node names its playbacks and gathers by. */
  readonly visitId: string;
  readonly settings: FlowSettings;
  /** The flow's variables, as they are now. */
  readonly vars: Readonly<Record<string, Json>>;
  readonly nowMs: number;
  /** Who answered a call of ours, as far as it has been told; null when it has not. */
  readonly answeredBy: Answerer | null;
  /** The language and voice now spoken; a flow may have changed them since its settings. */
  readonly voice: { readonly language: string; readonly speaker?: string };
  /** A template as text. Unset variables are empty. */
  readonly render: (template: string) => string;
  /** The words for the language now spoken, with their variables filled in, trimmed, and no longer than a command takes. */
  readonly say: (text: LocalText) => string;
  readonly evaluate: (condition: Condition) => boolean;
  /** From 0 up to but not 1; the same in a replay. */
  readonly random: () => number;
};

/** An effect a node may ask for; the engine makes the others. */
export type NodeEffect = Extract<
  Effect,
  { effect: 'command' | 'startTimer' | 'stopTimer' | 'httpRequest' | 'runCode' }
>;

type Doing = { readonly effects?: readonly NodeEffect[] };

/**
 * One step of a node: stay and wait for the next event; leave by an exit; call another flow, on whose return the node is
 * left by the exit of that outcome (`failed` if it failed, or has no such exit); or return from a flow that was called,
 * which ends the call politely if none was.
 * `set` writes variables, `voice` changes what is spoken from here on.
 */
export type NodeStep<Local = Json> =
  | ({ readonly next: 'wait'; readonly local: Local; readonly set?: Readonly<Record<string, Json>> } & Doing)
  | ({
      readonly next: 'exit';
      readonly exit: string;
      readonly set?: Readonly<Record<string, Json>>;
      /** A `speaker` that is null is the language's own. */
      readonly voice?: { readonly language?: string; readonly speaker?: string | null };
    } & Doing)
  | ({
      readonly next: 'call';
      readonly subflow: string;
      readonly input: Readonly<Record<string, Json>>;
      /** Own variables by the outputs they take. */
      readonly outputs: Readonly<Record<string, string>>;
    } & Doing)
  | ({ readonly next: 'return'; readonly outcome: string } & Doing);

/** The behaviour of a node type. Both functions are pure; a throw fails the flow, not the process. */
export type NodeType<Config = unknown, Local = Json> = {
  readonly definition: NodeDefinition<Config>;
  enter(config: Config, context: NodeContext): NodeStep<Local>;
  /** Sees every event but `hangup`; those of no interest mean `wait`. */
  on(event: EngineEvent, local: Local, config: Config, context: NodeContext): NodeStep<Local>;
  /** What is still owed when the call is over in the middle of it: commands that need no call: `message`, `tag`, a discarded recording. */
  onHangup?(local: Local, config: Config, context: NodeContext): readonly NodeEffect[];
};

/** Names the types of a node's config and local state once, and checks its parts against them. */
export const defineNode = <Config, Local extends Json>(node: NodeType<Config, Local>): NodeType<Config, Local> => node;

/** Checks a definition against its config's type. */
export const defineNodeType = <Config>(definition: NodeDefinition<Config>): NodeDefinition<Config> => definition;
