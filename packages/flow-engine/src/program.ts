import {
  AppError,
  type FlowDefinition,
  type FlowEdge,
  type FlowNode,
  type FlowSettings,
  type FlowVariable,
  type NodeId,
  nodeId,
} from '@callwright/protocol';
import { groupBy } from './group-by.js';
import type { Exit, NodeType } from './node-type.js';
import { readConfig } from './read-config.js';

/** A node ready to run: its config parsed, its exits joined. */
export type ProgramNode = {
  readonly node: FlowNode;
  readonly type: NodeType;
  readonly config: unknown;
  readonly exits: ReadonlyMap<string, { readonly exit: Exit; readonly to: NodeId | null }>;
};

/** A flow ready to run. Made once for each version, not for each call. */
export type FlowProgram = {
  readonly start: NodeId;
  readonly settings: FlowSettings;
  readonly variables: ReadonlyMap<string, FlowVariable>;
  readonly nodes: ReadonlyMap<NodeId, ProgramNode>;
  /** Every flow it may come to by calls, by the key its steps name; the same map in each of them. */
  readonly subflows: ReadonlyMap<string, FlowProgram>;
};

/** Flows that others call, by the key their steps name: `<flow>` or `<flow>@<version>`. */
export type FlowLibrary = ReadonlyMap<string, FlowDefinition>;

const NO_FLOWS: FlowLibrary = new Map();

/**
 * Makes a flow ready to run, and those of the library it calls. A called flow that the library lacks fails the step that
 * calls it, when it does.
 * @throws AppError `flow.invalid`; never for flows in which `checkFlow` finds no error
 */
export const compileFlow = (
  flow: FlowDefinition,
  types: readonly NodeType[],
  library: FlowLibrary = NO_FLOWS,
): FlowProgram => {
  const byType = new Map(types.map((type) => [type.definition.type, type]));
  const subflows = new Map<string, FlowProgram>();
  const main = compileOne(flow, byType, subflows);
  const waiting = [...subflowsOf(main)];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const called = library.get(key);
    if (!called || subflows.has(key)) continue;
    const program = compileOne(called, byType, subflows);
    subflows.set(key, program);
    waiting.push(...subflowsOf(program));
  }
  return main;
};

/** The keys of the flows a flow calls itself. */
export const subflowsOf = ({ nodes }: Pick<FlowProgram, 'nodes'>): readonly string[] =>
  [...nodes.values()].flatMap(({ type, config }) => type.definition.subflow?.(config) ?? []);

const compileOne = (
  flow: FlowDefinition,
  byType: ReadonlyMap<string, NodeType>,
  subflows: ReadonlyMap<string, FlowProgram>,
): FlowProgram => {
  const edgesFrom = groupBy(flow.edges, ({ from }) => from);
  const nodes = new Map<NodeId, ProgramNode>(
    flow.nodes.map((node) => {
      const type = byType.get(node.type);
      if (!type) throw new AppError('flow.invalid', `Step "${node.name}" is of an unknown kind: ${node.type}.`);
      return [node.id, compileNode(node, type, edgesFrom.get(node.id) ?? [])];
    }),
  );
  if (flow.start === null || !nodes.has(flow.start)) throw new AppError('flow.invalid', 'The flow has no first step.');
  const { settings, start } = flow;
  const variables = new Map(settings.variables.map((variable) => [variable.name, variable]));
  return { start, settings, variables, nodes, subflows };
};

const compileNode = (node: FlowNode, type: NodeType, edges: readonly FlowEdge[]): ProgramNode => {
  const config = readConfig(type.definition, node);
  if (!config.ok)
    throw new AppError('flow.invalid', `Step "${node.name}" is not filled in: ${config.issues[0]?.message ?? ''}`);
  const joined = new Map(edges.map((edge) => [edge.exit, edge.to]));
  const exits = type.definition
    .exits(config.value)
    .map((exit) => [exit.name, { exit, to: targetOf(exit) ?? joined.get(exit.name) ?? null }] as const);
  return { node, type, config: config.value, exits: new Map(exits) };
};

const targetOf = ({ to }: Exit): NodeId | null => (to === undefined ? null : (nodeId.safeParse(to).data ?? null));
