import { z } from 'zod';
import { callDefaults } from './call-option.js';
import { flowId, nodeId } from './ids.js';

/** Plain JSON: what a variable, a config field or a node's local state may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** Reads it. */
export const json: z.ZodType<Json> = z.json();

/** A name of a variable, as flows and their authors write it. */
export const variableName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,63}$/, 'Letters, digits and _ only, and no digit first.');

/**
 * One step of a flow. `name` is what people read; `config` is parsed by the node type's own schema at publish, after what
 * was written for an earlier `version` of that type has been migrated. Without one it is the first.
 */
export const flowNode = z.object({
  id: nodeId,
  type: z.string().min(1).max(64),
  version: z.number().int().min(1).optional(),
  name: z.string().min(1).max(120),
  config: z.record(z.string(), json),
});
export type FlowNode = z.infer<typeof flowNode>;

/** A way out of a node, joined to the next. */
export const flowEdge = z.object({ from: nodeId, exit: z.string().min(1).max(64), to: nodeId });
export type FlowEdge = z.infer<typeof flowEdge>;

/** What a declared variable may hold. A `secret` is a reference: its value is in the vault of the call and nowhere else. */
export const variableType = z.enum(['text', 'number', 'boolean', 'list', 'object', 'secret']);
export type VariableType = z.infer<typeof variableType>;

/** A variable of a flow. `input`: whoever calls the flow may give it. `output`: a flow that calls this one gets it back. */
export const flowVariable = z.object({
  name: variableName,
  type: variableType,
  initial: json.optional(),
  input: z.boolean().optional(),
  output: z.boolean().optional(),
  description: z.string().max(500).optional(),
});
export type FlowVariable = z.infer<typeof flowVariable>;

/** What nodes use where they say nothing themselves. */
export const nodeDefaults = z.object({
  noInputRetries: z.number().int().min(0).max(10).default(2),
  noMatchRetries: z.number().int().min(0).max(10).default(2),
  timeoutMs: z.number().int().min(500).max(120_000).default(5_000).describe('from the end of a question to the answer'),
  interDigitMs: z.number().int().min(200).max(30_000).default(3_000),
  mayInterrupt: z.boolean().default(true).describe('whether a caller may answer before a question is over'),
  interruptsOnWords: z
    .boolean()
    .default(false)
    .describe('a question is stopped by words that are understood, not by any voice'),
  noInputPrompt: z
    .string()
    .max(2000)
    .default('')
    .describe('said before a question is asked again; empty: the question'),
  noMatchPrompt: z.string().max(2000).default(''),
});
export type NodeDefaults = z.infer<typeof nodeDefaults>;

/** What becomes of a call when a step fails and nothing is joined to that. `node` takes over if there is one. */
export const failureHandling = z.object({
  prompt: z
    .string()
    .max(500)
    .default('I am sorry, something went wrong. Please call again later.')
    .describe('What the caller hears'),
  target: z.string().max(256).optional().describe('Where the call is passed on to after the prompt'),
  node: nodeId.optional().describe('The step that takes over; `error` then tells what went wrong'),
});
export type FailureHandling = z.infer<typeof failureHandling>;

/** What all nodes of a flow share. */
export const flowSettings = z.object({
  language: z.string().min(2).max(16).default('en-US'),
  languages: z.array(z.string().min(2).max(16)).max(30).default([]).describe('Others that the flow speaks'),
  speaker: z.string().max(64).optional(),
  timeZone: z.string().max(64).default('UTC'),
  failure: failureHandling.default(failureHandling.parse({})),
  defaults: nodeDefaults.default(nodeDefaults.parse({})),
  variables: z.array(flowVariable).max(500).default([]),
  outcomes: z
    .array(z.string().min(1).max(64))
    .max(50)
    .default([])
    .describe('By what a subflow may return, besides `done`'),
  call: callDefaults.optional(),
});
export type FlowSettings = z.infer<typeof flowSettings>;

/** The schema of flow definitions; older ones are read by `migrateFlow`. */
export const FLOW_SCHEMA = 2;

/** The logic of a flow: what runs. */
export const flowDefinition = z.object({
  schema: z.literal(FLOW_SCHEMA),
  start: nodeId.nullable(),
  nodes: z.array(flowNode).max(5000),
  edges: z.array(flowEdge).max(20_000),
  settings: flowSettings,
});
export type FlowDefinition = z.infer<typeof flowDefinition>;

/** Where things stand on the canvas; never read by the engine. */
export const flowLayout = z.object({
  nodes: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
  notes: z
    .array(z.object({ id: z.string(), x: z.number(), y: z.number(), text: z.string().max(2000) }))
    .max(500)
    .default([]),
});
export type FlowLayout = z.infer<typeof flowLayout>;

/** A flow as it is edited and stored: logic first, layout apart. */
export const flowDocument = z.object({ flow: flowDefinition, layout: flowLayout });
export type FlowDocument = z.infer<typeof flowDocument>;

/**
 * Which flow runs, pinned: a published version, or a draft at a revision. `subflows` tells which version each subflow had
 * that is called without naming one, by its key.
 */
export const flowRef = z.object({
  flowId,
  version: z.number().int().min(1).nullable(),
  draftRevision: z.number().int().min(0).nullable(),
  subflows: z.record(z.string(), z.number().int().min(1)).optional(),
});
export type FlowRef = z.infer<typeof flowRef>;

/**
 * An entry of the problem list. Errors stop a publish, warnings do not; `undecided` is what could not be proved either way.
 * `script` is the shortest caller that shows it, as the `when` of a flow test.
 */
export const flowProblem = z.object({
  severity: z.enum(['error', 'warning', 'undecided']),
  code: z.string(),
  message: z.string(),
  nodeId: nodeId.optional(),
  exit: z.string().optional(),
  field: z.string().optional(),
  script: z.array(json).optional(),
});
export type FlowProblem = z.infer<typeof flowProblem>;
