import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repositoryRoot } from '../setup/paths.mjs';
import { NODES_SOURCE } from './node-folders.mjs';

// The reader of YAML is the engine's own dependency.
const { parse } = createRequire(join(repositoryRoot, 'packages', 'flow-engine', 'package.json'))('yaml');

/** Where the examples live, below a repository's top. */
const EXAMPLES = 'examples';
/** Steps of flows that are no use alone: they call another flow, or return to one. */
const OF_SEVERAL_FLOWS = new Set(['subflow', 'return']);

/**
 * @typedef {{ type: string, version?: number, name?: string, config?: object, exits?: Record<string, string> }} FileStep
 * @typedef {{ callwright: number, id: string, name: string, description?: string, start: string, settings?: object,
 *   steps: Record<string, FileStep>, layout?: { steps?: Record<string, [number, number]> } }} FlowFile
 */

/**
 * The example flows as templates, in the order examples/README.md lists them. Those that belong to other flows are left out.
 * @param {string} root a repository's top folder
 * @returns {Map<string, string>} text by path below the repository's top
 */
export function formatFlowTemplates(root) {
  const templates = readExamples(root)
    .filter(({ steps }) => Object.values(steps).every(({ type }) => !OF_SEVERAL_FLOWS.has(type)))
    .map(templateOf);
  const text = `// Made by \`npm run generate\` from ${EXAMPLES}/*/*.flow.yaml. Do not edit.

/** The example flows that stand alone, as templates before they are read. */
export const exampleTemplates: readonly unknown[] = [
${templates.map((template) => `  ${JSON.stringify(template)},\n`).join('')}];
`;
  return new Map([[join(NODES_SOURCE, 'example-templates.generated.ts'), text]]);
}

/** @param {string} root @returns {FlowFile[]} */
function readExamples(root) {
  const folder = join(root, EXAMPLES);
  if (!existsSync(folder)) return [];
  const list = readFileSync(join(folder, 'README.md'), 'utf8');
  const placeOf = (/** @type {string} */ name) => list.indexOf(`(${name}/${name}.flow.yaml)`);
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, `${name}.flow.yaml`)))
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((name) => parse(readFileSync(join(folder, name, `${name}.flow.yaml`), 'utf8')));
}

/** @param {FlowFile} file */
function templateOf({ callwright, id, name, description = '', start, settings = {}, steps, layout = {} }) {
  const nodes = Object.entries(steps).map(([stepId, { exits: _, ...step }]) => ({
    id: stepId,
    name: stepId,
    config: {},
    ...step,
  }));
  const edges = Object.entries(steps).flatMap(([from, { exits = {} }]) =>
    Object.entries(exits).map(([exit, to]) => ({ from, exit, to })),
  );
  const places = Object.entries(layout.steps ?? {}).map(([stepId, [x, y]]) => [stepId, { x, y }]);
  const flow = { schema: callwright, start, nodes, edges, settings };
  return { id, name, description, document: { flow, layout: { nodes: Object.fromEntries(places) } } };
}
