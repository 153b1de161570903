import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Capability,
  compileFlow,
  type FlowLibrary,
  flowScript,
  proveFlow,
  readYaml,
} from '@callwright/flow-engine';
import { flowExpectation, runFlowTest } from '@callwright/flow-engine/simulator';
import { definitions } from '@callwright/nodes';
import { nodeTypes } from '@callwright/nodes/executors';
import { builtInSpeech, type FlowProblem } from '@callwright/protocol';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { capabilityWords } from '../check/capabilities.js';
import { findFiles } from '../files/find-files.js';
import { libraryOf } from '../files/flow-library.js';
import { type LoadedFlow, readFlow, readFlows } from '../files/read-flow.js';
import { BROKEN, ROOT } from './example-files.js';

/** What a broken flow is there to show: the problems that are found, and a call in which one hears what is wrong. */
const expectation = z.union([
  z.strictObject({ unreadable: z.strictObject({ line: z.number(), message: z.string() }) }),
  z.strictObject({
    capabilities: z.array(z.custom<Capability>((one) => Object.hasOwn(capabilityWords, String(one)))).optional(),
    prompts: z.array(z.string()).optional(),
    speech: z.literal('built-in').optional(),
    problems: z.array(
      z.strictObject({
        severity: z.string(),
        code: z.string(),
        step: z.string().optional(),
        exit: z.string().optional(),
        field: z.string().optional(),
      }),
    ),
    // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
    play: z.strictObject({ when: flowScript.shape.when, then: flowExpectation }).optional(),
  }),
]);
type Expected = Extract<z.infer<typeof expectation>, { problems: unknown }>;

const names = readdirSync(join(ROOT, BROKEN))
  .filter((name) => name.endsWith('.broken.yaml'))
  .map((name) => name.replace('.broken.yaml', ''));

const expectedOf = (name: string) => {
  const yaml = readYaml(readFileSync(join(ROOT, BROKEN, `${name}.expected.yaml`), 'utf8'));
  return expectation.parse(yaml.ok ? yaml.value : yaml.problems);
};
const readBroken = (name: string) => readFlow(ROOT, join(BROKEN, `${name}.broken.yaml`));
const libraryWith = async (flow: LoadedFlow): Promise<FlowLibrary> => {
  const called = await findFiles(ROOT, [join(BROKEN, 'called')], (path) => path.endsWith('.broken.yaml'));
  return libraryOf([flow, ...(await readFlows(ROOT, called)).flows]);
};
const inShort = ({ severity, code, nodeId, exit, field }: FlowProblem) => ({
  severity,
  code,
  ...(nodeId === undefined ? {} : { step: String(nodeId) }),
  ...(exit === undefined ? {} : { exit }),
  ...(field === undefined ? {} : { field }),
});

const showWhatIsWrong = async (flow: LoadedFlow, { problems, capabilities, prompts, speech, play }: Expected) => {
  const library = await libraryWith(flow);
  const { flow: definition } = flow.file.document;
  const found = proveFlow(definition, definitions, {
    library,
    capabilities,
    prompts,
    ...(speech && { speech: builtInSpeech }),
  }).problems;
  expect(found.map(inShort)).toEqual(problems);
  for (const { script } of found) if (script) expect(script).toEqual(play?.when);
  if (!play) return;
  const program = compileFlow(definition, nodeTypes, library);
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  const test = { name: flow.file.name, given: {}, when: play.when, then: play.then };
  expect(runFlowTest(program, test).problems).toEqual([]);
};

describe('a flow that is broken on purpose', () => {
  it.each(names)('is caught, and its counter-example is played: %s', async (name) => {
    const [flow, expected] = [await readBroken(name), expectedOf(name)];
    if ('unreadable' in expected) {
      expect('problems' in flow && flow.problems).toMatchObject([expected.unreadable]);
      return;
    }
    if (!('file' in flow)) throw new Error(JSON.stringify(flow.problems));
    await showWhatIsWrong(flow, expected);
  });

  it('is there for everything a check finds', () => {
    const folder = join(ROOT, 'packages/flow-engine/src/check');
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const codes = sources.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/(?:code: |\berror\()'(\w+)'/g)].map(([, code]) => code),
    );
    const shown = names.map(expectedOf).flatMap((one) => ('problems' in one ? one.problems : []));
    const missing = [...new Set(codes)].filter((code) => !shown.some((problem) => problem.code === code));
    // In a file two steps of one id cannot be written: it cannot be read, as same-step-twice shows.
    expect(missing).toEqual(['duplicateId']);
  });
});
