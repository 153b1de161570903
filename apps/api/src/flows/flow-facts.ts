import { createHash } from 'node:crypto';
import { type CheckOptions, type FlowProof, proveFlow } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import type { FlowDefinition, FlowDocument, FlowProblem } from '@callwright/protocol';

/** What a list shows of a draft, worked out once when it is saved. */
export type FlowFacts = {
  readonly draftHash: string;
  readonly stepCount: number;
  readonly errorCount: number;
  readonly warningCount: number;
};

/** What the calls of a flow can come to, as far as `known` tells what there is besides it. */
export const proofOf = ({ flow }: FlowDocument, known: CheckOptions = {}): FlowProof =>
  proveFlow(flow, definitions, known);

/** The facts of a document whose problems are known. */
export const factsOf = ({ flow }: FlowDocument, problems: readonly FlowProblem[]): FlowFacts => ({
  draftHash: logicHash(flow),
  stepCount: flow.nodes.length,
  errorCount: problems.filter(({ severity }) => severity === 'error').length,
  warningCount: problems.filter(({ severity }) => severity === 'warning').length,
});

/** A hash of what runs: the same for flows that differ in layout or in the order of keys only. */
export const logicHash = (flow: FlowDefinition): string =>
  createHash('sha256')
    .update(JSON.stringify(flow, (_key, value: unknown) => (isPlainObject(value) ? sortKeys(value) : value)))
    .digest('hex');

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sortKeys = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
