import type { JournalLine } from '@callwright/protocol';
import type { FlowProgram, ProgramNode } from '../program.js';
import { ruledOutExits } from './ruled-out-exits.js';

/** How much of some parts of a flow calls have gone through. */
export type Covered = {
  readonly total: number;
  readonly covered: number;
  /** Whole percent, rounded down; 100 where there are none. */
  readonly percent: number;
  /** How often each was gone through, by its name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
};

/**
 * Coverage of one flow. Exits are named `step.exit`, lines `step.exit`, too: those exits that lead somewhere. Exits a
 * step's config rules out do not count.
 */
export type FlowCoverageReport = { readonly nodes: Covered; readonly exits: Covered; readonly edges: Covered };

/** What executed calls have gone through of a flow and the flows it calls, read from their journals. */
export class FlowCoverage {
  readonly #program: FlowProgram;
  readonly #entered = new Map<string, number>();
  readonly #left = new Map<string, number>();

  constructor(program: FlowProgram) {
    this.#program = program;
  }

  /** Takes in a call. */
  add(journal: readonly JournalLine[]): this {
    for (const line of journal) {
      if (line.kind !== 'effect') continue;
      const { effect } = line;
      if (effect.effect === 'stepEntered') count(this.#entered, keyOf(effect.subflow ?? null, effect.nodeId));
      if (effect.effect === 'stepLeft')
        count(this.#left, keyOf(effect.subflow ?? null, `${effect.nodeId}.${effect.exit}`));
    }
    return this;
  }

  /** Of the flow itself, or of one it calls, by its key. */
  report(subflow: string | null = null): FlowCoverageReport {
    const program = subflow === null ? this.#program : this.#program.subflows.get(subflow);
    const nodes = [...(program?.nodes.values() ?? [])].filter(({ type }) => type.definition.isNote !== true);
    const exits = nodes.flatMap((node) => (program ? exitsToCover(node, program) : []));
    const namesOf = (some: typeof exits) => some.map(({ name }) => name);
    return {
      nodes: covered(
        nodes.map(({ node }) => node.id),
        subflow,
        this.#entered,
      ),
      exits: covered(namesOf(exits), subflow, this.#left),
      edges: covered(namesOf(exits.filter(({ isJoined }) => isJoined)), subflow, this.#left),
    };
  }

  /** Of the flow and every flow it calls: by key, null for itself. */
  reports(): ReadonlyMap<string | null, FlowCoverageReport> {
    return new Map([null, ...this.#program.subflows.keys()].map((key) => [key, this.report(key)]));
  }
}

const exitsToCover = ({ node, type, config, exits }: ProgramNode, { settings }: FlowProgram) => {
  const ruledOut = ruledOutExits(type.definition.outcomes?.(config, settings, node.id) ?? []);
  return [...exits].flatMap(([name, { to }]) =>
    ruledOut.has(name) ? [] : [{ name: `${node.id}.${name}`, isJoined: to !== null }],
  );
};

const keyOf = (subflow: string | null, name: string) => (subflow === null ? name : `${subflow}/${name}`);
const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

const covered = (names: readonly string[], subflow: string | null, seen: ReadonlyMap<string, number>): Covered => {
  const counted = names.map((name) => [name, seen.get(keyOf(subflow, name)) ?? 0] as const);
  const missing = counted.flatMap(([name, times]) => (times === 0 ? [name] : []));
  const total = names.length;
  const reached = total - missing.length;
  const percent = total === 0 ? 100 : Math.floor((reached * 100) / total);
  return { total, covered: reached, percent, counts: Object.fromEntries(counted), missing };
};
