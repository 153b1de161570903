import { dirname, join } from 'node:path';
import { type FileProblem, readYaml } from '@callwright/flow-engine';
import { type FlowTest, flowTestDocument } from '@callwright/flow-engine/simulator';
import { filesIn, isFlowFile, withoutEnding } from './find-files.js';
import { type Place, readText } from './read-flow.js';

/** A file of flow tests, as it was read. */
export type LoadedTests = {
  readonly path: string;
  /** The file of the flow they are about; null when there is none. */
  readonly flowPath: string | null;
  readonly tests: readonly { readonly test: FlowTest; readonly place: Place }[];
};
/** A file that holds no tests that could be read. */
export type UnreadTests = { readonly path: string; readonly problems: readonly FileProblem[] };

/** Reads a `*.test.yaml`. @throws UsageError when there is no such file */
export const readTests = async (cwd: string, path: string): Promise<LoadedTests | UnreadTests> => {
  const yaml = readYaml(await readText(cwd, path));
  if (!yaml.ok) return { path, problems: yaml.problems };
  const read = flowTestDocument.safeParse(yaml.value);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => ({
      message: issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ${issue.message}` : issue.message,
      ...yaml.locate(issue.path),
    }));
    return { path, problems };
  }
  const { flow, tests } = read.data;
  return {
    path,
    flowPath: flow === undefined ? await flowBeside(cwd, path) : join(dirname(path), flow),
    tests: tests.map((test, nth) => ({ test, place: yaml.locate(['tests', nth]) })),
  };
};

const flowBeside = async (cwd: string, path: string): Promise<string | null> => {
  const wanted = withoutEnding(path);
  const beside = await filesIn(cwd, dirname(path), isFlowFile);
  return beside.find((one) => withoutEnding(one) === wanted) ?? null;
};
