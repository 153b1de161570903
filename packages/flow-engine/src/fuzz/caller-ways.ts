import type { FlowProgram, ProgramNode } from '../program.js';
import type { ScriptAct } from '../script/script.js';

/** What callers do at the steps of a flow and of those it calls, by the ways that lead out of them; each way once. */
export const callerWays = (program: FlowProgram): readonly (readonly ScriptAct[])[] => {
  const flows = [program, ...program.subflows.values()];
  const ways = flows.flatMap((flow) => [...flow.nodes.values()].flatMap((node) => waysOut(flow, node)));
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
};

const waysOut = ({ settings }: FlowProgram, { type, config, node }: ProgramNode): readonly (readonly ScriptAct[])[] => {
  const outcomes = type.definition.outcomes?.(config, settings, node.id) ?? [];
  return outcomes.flatMap(({ by = [] }) => (by.length > 0 ? [by] : []));
};
