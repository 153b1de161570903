import { z } from 'zod';
import { callDefaults } from './call-option.js';
import { flowId, nodeId } from './ids.js';

/** Plain JSON: what a variable, a config field or a node's local state may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** Reads it. */
export const json: z.ZodType<Json> = z.json();

/** One step of a flow. `name` is what people read; `config` is parsed by the node type's own schema at publish. */
export const flowNode = z.object({
  id: nodeId,
  type: z.string().min(1).max(64),
  name: z.string().min(1).max(120),
  config: z.record(z.string(), json),
});
export type FlowNode = z.infer<typeof flowNode>;

/** A way out of a node, joined to the next. */
export const flowEdge = z.object({ from: nodeId, exit: z.string().min(1).max(64), to: nodeId });
export type FlowEdge = z.infer<typeof flowEdge>;

/** What all nodes of a flow share. */
export const flowSettings = z.object({
  language: z.string().min(2).max(16).default('en-US'),
  speaker: z.string().max(64).optional(),
  failurePrompt: z
    .string()
    .max(500)
    .default('I am sorry, something went wrong. Please call again later.')
    .describe('What the caller hears when a step fails and nothing else handles it'),
  call: callDefaults.optional(),
});
export type FlowSettings = z.infer<typeof flowSettings>;

/** The logic of a flow: what runs. */
export const flowDefinition = z.object({
  schema: z.literal(1),
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

/** Which flow runs, pinned: a published version, or a draft at a revision. */
export const flowRef = z.object({
  flowId,
  version: z.number().int().min(1).nullable(),
  draftRevision: z.number().int().min(0).nullable(),
});
export type FlowRef = z.infer<typeof flowRef>;

/** An entry of the problem list. Errors stop a publish, warnings do not. */
export const flowProblem = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  nodeId: nodeId.optional(),
  exit: z.string().optional(),
  field: z.string().optional(),
});
export type FlowProblem = z.infer<typeof flowProblem>;
