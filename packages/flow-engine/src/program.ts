import {
  AppError,
  type FlowDefinition,
  type FlowEdge,
  type FlowNode,
  type FlowSettings,
  type NodeId,
} from '@callwright/protocol';
import { groupBy } from './group-by.js';
import type { Exit, NodeType } from './node-type.js';

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
  readonly nodes: ReadonlyMap<NodeId, ProgramNode>;
};

/**
 * Makes a flow ready to run.
 * @throws AppError `flow.invalid`; never for a flow in which `checkFlow` finds no error
 */
export const compileFlow = (flow: FlowDefinition, types: readonly NodeType[]): FlowProgram => {
  const byType = new Map(types.map((type) => [type.definition.type, type]));
  const edgesFrom = groupBy(flow.edges, ({ from }) => from);
  const nodes = new Map<NodeId, ProgramNode>(
    flow.nodes.map((node) => {
      const type = byType.get(node.type);
      if (!type) throw new AppError('flow.invalid', `Step "${node.name}" is of an unknown kind: ${node.type}.`);
      return [node.id, compileNode(node, type, edgesFrom.get(node.id) ?? [])];
    }),
  );
  if (flow.start === null || !nodes.has(flow.start)) throw new AppError('flow.invalid', 'The flow has no first step.');
  return { start: flow.start, settings: flow.settings, nodes };
};

const compileNode = (node: FlowNode, type: NodeType, edges: readonly FlowEdge[]): ProgramNode => {
  const config = type.definition.config.safeParse(node.config);
  if (!config.success) {
    throw new AppError(
      'flow.invalid',
      `Step "${node.name}" is not filled in: ${config.error.issues[0]?.message ?? ''}`,
    );
  }
  const joined = new Map(edges.map((edge) => [edge.exit, edge.to]));
  const exits = type.definition
    .exits(config.data)
    .map((exit) => [exit.name, { exit, to: joined.get(exit.name) ?? null }] as const);
  return { node, type, config: config.data, exits: new Map(exits) };
};
