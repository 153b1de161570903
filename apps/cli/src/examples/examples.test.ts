import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatFlowFile, proveFlow } from '@callwright/flow-engine';
import { definitions } from '@callwright/nodes';
import { beforeAll, describe, expect, it } from 'vitest';
import { libraryOf, sameIds } from '../files/flow-library.js';
import type { LoadedFlow } from '../files/read-flow.js';
import type { LoadedTests } from '../files/read-tests.js';
import { codeRunner } from '../files/sandbox.js';
import { coverageOf } from '../test/coverage.js';
import { whyItFailed } from '../test/report-suites.js';
import { SuiteRunner } from '../test/run-suites.js';
import { exampleFlows, exampleTests, ROOT } from './example-files.js';

let flows: readonly LoadedFlow[] = [];
let tests: readonly LoadedTests[] = [];
beforeAll(async () => {
  [flows, tests] = await Promise.all([exampleFlows(), exampleTests()]);
});

/** A step is drawn about so large. */
const CARD = { width: 240, height: 120 };

describe('the examples', () => {
  it('are a dozen or more, each in a folder of its name, with tests beside it', () => {
    expect(flows.length).toBeGreaterThanOrEqual(12);
    const ids = flows.map(({ file }) => file.id);
    expect(flows.map(({ path }) => path)).toEqual(ids.map((id) => `examples/${id}/${id}.flow.yaml`));
    expect(tests.map(({ flowPath }) => flowPath)).toEqual(flows.map(({ path }) => path));
    expect(sameIds(flows)).toEqual([]);
  });

  it('show every kind of step', () => {
    const shown = new Set(flows.flatMap(({ file }) => file.document.flow.nodes.map(({ type }) => type)));
    expect(definitions.map(({ type }) => type).filter((type) => !shown.has(type))).toEqual([]);
  });

  it('are proved: nothing goes wrong in them, and nothing is left undecided', () => {
    const library = libraryOf(flows);
    for (const { path, file } of flows) {
      const { problems, decided } = proveFlow(file.document.flow, definitions, { library });
      expect([path, problems, decided]).toEqual([path, [], true]);
    }
  });

  it('pass their tests, which take every way out of every step', async () => {
    const runCode = await codeRunner(flows);
    const runner = new SuiteRunner({ library: libraryOf(flows), runCode, filter: '', nowMs: () => 0 });
    const suites = tests.flatMap((file) => {
      const flow = flows.find(({ path }) => path === file.flowPath);
      return flow ? [runner.run(file, flow)] : [];
    });
    const failed = suites.flatMap(({ cases }) => cases.filter(({ result }) => !result.passed));
    expect(failed.map((one) => [one.name, ...whyItFailed(one)])).toEqual([]);
    const missing = coverageOf(runner.covered).flatMap(({ id, nodes, exits }) =>
      [...nodes.missing, ...exits.missing].map((name) => `${id}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('are written as the studio writes them, so that editing one changes no other line', async () => {
    for (const { path, file } of flows) {
      const text = await readFile(join(ROOT, path), 'utf8');
      expect([path, formatFlowFile(file)]).toEqual([path, text]);
    }
  });

  it('are drawn with a place for every step, and none over another', () => {
    for (const { path, file } of flows) {
      const { flow, layout } = file.document;
      const places = flow.nodes.map(({ id }) => layout.nodes[id]);
      expect([path, places.includes(undefined)]).toEqual([path, false]);
      const drawn = places.flatMap((place) => place ?? []);
      const overlaps = drawn.filter((one, at) =>
        drawn
          .slice(at + 1)
          .some((other) => Math.abs(one.x - other.x) < CARD.width && Math.abs(one.y - other.y) < CARD.height),
      );
      expect([path, overlaps]).toEqual([path, []]);
    }
  });
});
