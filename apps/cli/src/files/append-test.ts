import { dirname, relative, resolve } from 'node:path';
import { type FlowTest, flowTestDocument } from '@callwright/flow-engine/simulator';
import { Document, isMap, isSeq, parseDocument } from 'yaml';
import { UsageError } from '../io.js';
import { readText } from './read-flow.js';
import { writeText } from './write-text.js';

/** The test file that stands beside a flow: `clinic.test.yaml` for `clinic.flow.yaml`. */
export const testFileOf = (flowPath: string): string => flowPath.replace(/(\.flow)?\.(ya?ml|json)$/, '.test.yaml');

/**
 * The text of a test file with another test at its end; what was there stays as it was written.
 * @param text null for a new file
 * @param flow the flow it is about, where it has another name
 * @returns null when it has a test of that name
 * @throws UsageError when the text is none of a test file
 */
export const withTest = (text: string | null, test: FlowTest, flow: string | null): string | null => {
  const isNew = text === null || text.trim() === '';
  const document = isNew ? new Document({ ...(flow === null ? {} : { flow }), tests: [] }) : readDocument(text);
  const tests = document.get('tests');
  if (!isSeq(tests)) throw new UsageError('It has no list of tests.');
  if (tests.items.some((one) => isMap(one) && one.get('name') === test.name)) return null;
  tests.flow = false;
  tests.add(document.createNode(withoutEmpty(test)));
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
};

const readDocument = (text: string): Document => {
  const document = parseDocument(text);
  const read = flowTestDocument.safeParse(document.toJS());
  if (!read.success || document.errors.length > 0) throw new UsageError('It is no file of flow tests.');
  return document;
};

/**
 * Adds a test to a file, which is made when it is not there.
 * @param flowPath the flow it is about
 * @returns whether it was added: false when it has a test of that name
 * @throws UsageError when it is none of flow tests, or cannot be written
 */
export const appendTest = async (cwd: string, path: string, flowPath: string, test: FlowTest): Promise<boolean> => {
  const before = await readText(cwd, path).catch((error: unknown) => {
    if (error instanceof UsageError && isMissing(error.cause)) return null;
    throw error;
  });
  const isBeside = resolve(cwd, path) === resolve(cwd, testFileOf(flowPath));
  const text = withTest(before, test, isBeside ? null : relative(dirname(resolve(cwd, path)), resolve(cwd, flowPath)));
  if (text !== null) await writeText(cwd, path, text);
  return text !== null;
};

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const withoutEmpty = (test: FlowTest) => ({
  name: test.name,
  ...(Object.keys(test.given).length > 0 ? { given: test.given } : {}),
  when: test.when,
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  ...(Object.keys(test.then).length > 0 ? { then: test.then } : {}),
});
