import type { FlowDefinition, FlowNode, FlowProblem, NodeId } from '@callwright/protocol';
import type { Exit, FieldMeta, NodeDefinition } from './node-type.js';
import { templateProblem } from './template.js';

/**
 * Everything wrong with a flow, in the order of its nodes. Runs in the studio at every change and in the api at
 * publish: errors stop a publish. A flow without errors always compiles.
 */
export const checkFlow = (flow: FlowDefinition, definitions: readonly NodeDefinition[]): readonly FlowProblem[] => {
  const byType = new Map(definitions.map((one) => [one.type, one]));
  const problems = [
    ...checkStart(flow),
    ...checkIds(flow),
    ...flow.nodes.flatMap((node) => checkNode(flow, node, byType.get(node.type))),
  ];
  const shape = [...checkEdges(flow, byType), ...checkReach(flow), ...checkLoops(flow, byType)];
  return [...problems, ...shape];
};

/** Whether a flow may be published. */
export const isPublishable = (problems: readonly FlowProblem[]): boolean =>
  problems.every(({ severity }) => severity !== 'error');

const checkStart = (flow: FlowDefinition): FlowProblem[] =>
  flow.start !== null && flow.nodes.some(({ id }) => id === flow.start)
    ? []
    : [{ severity: 'error', code: 'noStart', message: 'Nothing happens when a call comes in. Add a first step.' }];

const checkIds = (flow: FlowDefinition): FlowProblem[] => {
  const seen = new Set<string>();
  return flow.nodes.flatMap(({ id, name }): FlowProblem[] => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ severity: 'error', code: 'duplicateId', message: `Two steps share one id ("${name}").`, nodeId: id }];
  });
};

const checkNode = (flow: FlowDefinition, node: FlowNode, definition: NodeDefinition | undefined): FlowProblem[] => {
  if (!definition) {
    return [
      {
        severity: 'error',
        code: 'unknownType',
        message: `This kind of step is not known here: ${node.type}.`,
        nodeId: node.id,
      },
    ];
  }
  const config = definition.config.safeParse(node.config);
  if (!config.success) {
    return config.error.issues.map((issue) => ({
      severity: 'error',
      code: 'badConfig',
      message: issue.message,
      nodeId: node.id,
      field: issue.path.join('.'),
    }));
  }
  const own = (definition.check?.(config.data) ?? []).map((problem) => ({
    ...problem,
    code: 'config',
    nodeId: node.id,
  }));
  return [
    ...own,
    ...checkTemplates(node.id, definition, config.data),
    ...checkExits(flow, node, definition.exits(config.data)),
  ];
};

const checkTemplates = (id: NodeId, definition: NodeDefinition, config: unknown): FlowProblem[] =>
  templateFields(definition).flatMap((field): FlowProblem[] => {
    const value = (config as Readonly<Record<string, unknown>>)[field];
    const problem = typeof value === 'string' ? templateProblem(value) : null;
    return problem === null
      ? []
      : [
          {
            severity: 'error',
            code: 'badTemplate',
            message: `A variable is written wrongly: ${problem}`,
            nodeId: id,
            field,
          },
        ];
  });

const templateFields = (definition: NodeDefinition): readonly string[] => {
  const { shape } = definition.config as { shape?: Record<string, { meta?: () => FieldMeta | undefined }> };
  return Object.entries(shape ?? {}).flatMap(([field, schema]) => (schema.meta?.()?.template ? [field] : []));
};

const checkExits = (flow: FlowDefinition, node: FlowNode, exits: readonly Exit[]): FlowProblem[] =>
  exits.flatMap((exit): FlowProblem[] => {
    const joined = flow.edges.some((edge) => edge.from === node.id && edge.exit === exit.name);
    if (joined || exit.kind === 'fallback' || exit.kind === 'failure') return [];
    const message =
      exit.kind === 'choice' ? `"${exit.label}" leads nowhere.` : `Nothing follows: "${exit.label}" leads nowhere.`;
    return [{ severity: 'error', code: 'openExit', message, nodeId: node.id, exit: exit.name }];
  });

const checkEdges = (flow: FlowDefinition, byType: ReadonlyMap<string, NodeDefinition>): FlowProblem[] =>
  flow.edges.flatMap((edge): FlowProblem[] => {
    const from = flow.nodes.find(({ id }) => id === edge.from);
    if (!from || !flow.nodes.some(({ id }) => id === edge.to)) {
      return [
        {
          severity: 'error',
          code: 'looseEdge',
          message: 'A line leads to a step that is gone.',
          nodeId: edge.from,
          exit: edge.exit,
        },
      ];
    }
    const config = byType.get(from.type)?.config.safeParse(from.config);
    const exits = config?.success ? byType.get(from.type)?.exits(config.data) : undefined;
    if (!exits || exits.some(({ name }) => name === edge.exit)) return [];
    return [
      {
        severity: 'warning',
        code: 'staleEdge',
        message: 'A line starts at an answer that is gone.',
        nodeId: edge.from,
        exit: edge.exit,
      },
    ];
  });

const checkReach = (flow: FlowDefinition): FlowProblem[] => {
  const reached = reachable(flow);
  return flow.nodes
    .filter(({ id }) => flow.start !== null && !reached.has(id))
    .map(({ id }) => ({ severity: 'warning', code: 'unreachable', message: 'No call ever gets here.', nodeId: id }));
};

const reachable = (flow: FlowDefinition): ReadonlySet<string> => {
  const reached = new Set<string>(flow.start === null ? [] : [flow.start]);
  const next = new Map<string, string[]>();
  for (const { from, to } of flow.edges) next.set(from, [...(next.get(from) ?? []), to]);
  for (const id of reached) for (const to of next.get(id) ?? []) reached.add(to);
  return reached;
};

// Takes away, again and again, the nodes that lead to no other of those left; what stays goes round.
const checkLoops = (flow: FlowDefinition, byType: ReadonlyMap<string, NodeDefinition>): FlowProblem[] => {
  const silent = new Set(flow.nodes.filter(({ type }) => byType.get(type)?.asksCaller !== true).map(({ id }) => id));
  const edges = flow.edges.filter(({ from, to }) => silent.has(from) && silent.has(to));
  for (let before = -1; before !== silent.size; ) {
    before = silent.size;
    for (const id of silent) {
      const goesOn = edges.some(({ from, to }) => from === id && silent.has(to));
      const comesFrom = edges.some(({ from, to }) => to === id && silent.has(from));
      if (!goesOn || !comesFrom) silent.delete(id);
    }
  }
  return [...silent].map((id) => ({
    severity: 'error',
    code: 'silentLoop',
    message: 'A caller can go round here for ever without being asked anything.',
    nodeId: id,
  }));
};
