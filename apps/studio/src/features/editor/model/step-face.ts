import type { Exit, NodeDefinition } from '@callwright/flow-engine';
import type { FlowEdge, FlowNode } from '@callwright/protocol';

/** A step as the canvas and the list show it: what its definition says of its settings. */
export type StepFace = {
  /** Undefined for a kind of step this studio does not know. */
  readonly definition: NodeDefinition | undefined;
  readonly exits: readonly Exit[];
  /** Its own words: the prompt, or what it does. */
  readonly summary: string;
  /** Its settings, with what each is where nothing is set. */
  readonly config: Readonly<Record<string, unknown>>;
};

const faces = new WeakMap<FlowNode, StepFace>();

/**
 * The face of a step. A step with broken settings keeps what can be told of it, so that it can be mended.
 * Remembered by node object: nodes are replaced, never changed.
 */
export const faceOf = (node: FlowNode, definitions: ReadonlyMap<string, NodeDefinition>): StepFace => {
  const known = faces.get(node);
  const definition = definitions.get(node.type);
  if (known && known.definition === definition) return known;
  const face = definition ? readFace(node, definition) : { definition, exits: [], summary: '', config: node.config };
  faces.set(node, face);
  return face;
};

/** What becomes of an exit: joined, missing, or left to what the whole flow does. */
export type ExitState = 'joined' | 'missing' | 'inherited';

/** An exit that must lead somewhere and does not is missing; the others fall back on the flow. */
export const exitState = (exit: Pick<Exit, 'kind' | 'to'>, edge: FlowEdge | undefined): ExitState => {
  if (edge || exit.to !== undefined) return 'joined';
  return exit.kind === 'fallback' || exit.kind === 'failure' ? 'inherited' : 'missing';
};

const readFace = (node: FlowNode, definition: NodeDefinition): StepFace => {
  const config = readConfig(node, definition);
  return {
    definition,
    exits: attempt(() => definition.exits(config)) ?? [],
    summary: attempt(() => definition.summary(config)) ?? '',
    config,
  };
};

const readConfig = (node: FlowNode, definition: NodeDefinition): Readonly<Record<string, unknown>> => {
  const parsed = definition.config.safeParse(node.config);
  if (parsed.success) return parsed.data as Readonly<Record<string, unknown>>;
  const defaults = definition.config.safeParse({});
  return { ...(defaults.success ? (defaults.data as object) : {}), ...node.config };
};

// A definition trusts its own schema; settings that do not fit it may make it throw.
const attempt = <Value>(read: () => Value): Value | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
