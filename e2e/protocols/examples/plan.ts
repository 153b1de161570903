import type { FlowTest } from '@callwright/flow-engine/simulator';
import type { FlowDocument } from '@callwright/protocol';
import { expect } from 'vitest';
import type { Rest } from '../../support/rest.js';
import type { ScriptLine } from '../scenarios.js';
import type { FlowStory } from '../story-of-flow.js';
import { adapted, type Place } from './adapt-document.js';
import type { ExamplePlay } from './example-plays.js';
import { exampleFlow, exampleTest } from './read-example.js';

/** An example, what its caller does, and what must come of it. */
export class Plan {
  readonly test: FlowTest;
  readonly #play: ExamplePlay;
  readonly #document: FlowDocument;

  constructor(play: ExamplePlay) {
    this.#play = play;
    this.test = exampleTest(play.example, play.test);
    this.#document = exampleFlow(play.example);
  }

  get name(): string {
    return this.#play.example;
  }

  get heardIn(): readonly string[] {
    return this.#play.heardIn ?? [];
  }

  /** Names of the secrets it sends to services. */
  get secrets(): readonly string[] {
    return [...JSON.stringify(this.#document).matchAll(/"secret":"([\w-]+)"/g)].flatMap(([, name]) => name ?? []);
  }

  /** Names of the recordings it plays. */
  get prompts(): readonly string[] {
    return [...JSON.stringify(this.#document).matchAll(/"prompt:([\w-]+)"/g)].flatMap(([, name]) => name ?? []);
  }

  /** Lines it puts calls through to. */
  get targets(): readonly string[] {
    return this.#document.flow.nodes.flatMap(({ type, config }) =>
      type === 'transfer' ? [String(config.target)] : [],
    );
  }

  /** What its caller does; null when they would need keys, and have none. */
  scriptFor(can: ReadonlySet<'say' | 'press'>): readonly ScriptLine[] | null {
    const { at, words } = this.#play;
    const acts = this.test.when.filter((act) => 'says' in act || 'presses' in act);
    if (acts.length !== at.length) throw new Error(`${this.name} has ${acts.length} acts, not ${at.length}.`);
    if (!can.has('press') && words === undefined) return null;
    return acts.map((act, nth) => {
      const step = at[nth] ?? '';
      const said = words?.[nth];
      if ('presses' in act && can.has('press')) return { at: step, presses: act.presses };
      return { at: step, says: 'says' in act ? act.says : (said ?? '') };
    });
  }

  /** Publishes it on a line, with the flows that it calls. */
  async putOn(rest: Rest, line: string, place: Place): Promise<void> {
    const document = adapted(this.#document, this.test, place);
    const nodes: FlowDocument['flow']['nodes'] = [];
    for (const node of document.flow.nodes) {
      if (node.type !== 'subflow') nodes.push(node);
      else {
        const called = adapted(exampleFlow(String(node.config.flow)), this.test, place);
        const flow = await rest.createFlow(`${line}-${node.config.flow}`, called);
        await rest.publish(flow);
        nodes.push({ ...node, config: { ...node.config, flow: flow.id } });
      }
    }
    await rest.line(line, { ...document, flow: { ...document.flow, nodes } });
  }

  /** What its own test says must hold, as far as a story tells. */
  judge(told: FlowStory): void {
    const { path, exits, variables } = this.test.then;
    const steps = told.path.map((one) => one.split('.')[0] ?? '');
    const { isLeftAt } = this.#play;
    if (Array.isArray(path) && isLeftAt === undefined) expect(steps).toEqual(path);
    if (Array.isArray(path) && isLeftAt !== undefined) {
      const known = path.slice(0, path.indexOf(isLeftAt) + 1);
      expect(steps.slice(0, known.length)).toEqual(known);
    }
    if (exits) expect(inOrder(exits, told.path), `it went ${told.path.join(' ')}`).toEqual(exits);
    if (variables) expect(told.variables).toMatchObject(withoutWords(variables, this.heardIn));
  }
}

/** Those of a list that come in another, in its order. */
const inOrder = (wanted: readonly string[], all: readonly string[]): readonly string[] => {
  let from = 0;
  return wanted.filter((one) => {
    const at = all.indexOf(one, from);
    if (at >= 0) from = at + 1;
    return at >= 0;
  });
};

const withoutWords = (variables: Readonly<Record<string, unknown>>, heardIn: readonly string[]) =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !heardIn.includes(name)));
