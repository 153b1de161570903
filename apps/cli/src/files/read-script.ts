import { type FlowScript, flowScript, readYaml, scriptAct } from '@callwright/flow-engine';
import { flowTestDocument } from '@callwright/flow-engine/simulator';
import { UsageError } from '../io.js';
import { readText } from './read-flow.js';

/**
 * A script from a file: a flow test (by its name, where there are several), a script with `given` and `when`, a list of
 * acts, or a problem as `check --json` writes it.
 * @throws UsageError when it is none of them
 */
export const readScript = async (cwd: string, path: string, name: string | null): Promise<FlowScript> => {
  const yaml = readYaml(await readText(cwd, path));
  if (!yaml.ok)
    throw new UsageError(`${path}:${yaml.problems[0]?.line ?? 1}: ${yaml.problems[0]?.message ?? 'unreadable'}`);
  const tests = flowTestDocument.safeParse(yaml.value);
  if (tests.success) return fromTests(tests.data.tests, name, path);
  const acts = scriptAct.array().safeParse(actsIn(yaml.value));
  if (acts.success) return { given: {}, when: acts.data };
  const script = flowScript.strict().safeParse(yaml.value);
  if (script.success) return script.data;
  throw new UsageError(`${path} holds no script: a flow test, { given, when }, or a list of what the caller does.`);
};

const actsIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'script' in value ? value.script : value;

const fromTests = (
  tests: readonly (FlowScript & { readonly name: string })[],
  name: string | null,
  path: string,
): FlowScript => {
  const fitting = tests.filter((one) => name === null || one.name === name);
  const [only] = fitting;
  if (only && fitting.length === 1) return { given: only.given, when: only.when };
  const names = tests.map((one) => `  --name "${one.name}"`).join('\n');
  throw new UsageError(`${path} has several tests; say which one:\n${names}`);
};
