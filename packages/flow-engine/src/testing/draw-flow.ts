import { FLOW_SCHEMA, type FlowDefinition, flowDefinition, type flowSettings, type Json } from '@callwright/protocol';
import type { z } from 'zod';

/** A flow in a few lines: steps by id as `[type, config]`, lines as `[from, exit, to]`. */
export type FlowSketch = {
  /** The first of `steps` if not said. */
  readonly start?: string | null;
  readonly steps: Readonly<Record<string, readonly [type: string, config?: Readonly<Record<string, Json>>]>>;
  readonly lines?: readonly (readonly [from: string, exit: string, to: string])[];
  readonly settings?: z.input<typeof flowSettings>;
};

/**
 * The flow a sketch stands for. Steps are named by their ids.
 * @throws ZodError when an id or a setting is none
 */
export const drawFlow = ({ steps, lines = [], settings = {}, start }: FlowSketch): FlowDefinition =>
  flowDefinition.parse({
    schema: FLOW_SCHEMA,
    start: start === undefined ? (Object.keys(steps)[0] ?? null) : start,
    nodes: Object.entries(steps).map(([id, [type, config = {}]]) => ({ id, type, name: id, config })),
    edges: lines.map(([from, exit, to]) => ({ from, exit, to })),
    settings,
  });
