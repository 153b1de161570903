import { type FlowTest, flowTestDocument } from '@callwright/flow-engine/simulator';
import { Document, isSeq, parseDocument } from 'yaml';
import { UsageError } from '../io.js';
import { readText } from './read-flow.js';
import { writeText } from './write-text.js';

/** The test file that stands beside a flow: `clinic.test.yaml` for `clinic.flow.yaml`. */
export const testFileOf = (flowPath: string): string => flowPath.replace(/(\.flow)?\.(ya?ml|json)$/, '.test.yaml');

/**
 * The text of a test file with another test at its end; what was there stays as it was written.
 * @param text null for a new file
 * @throws UsageError when the text is none of a test file, or has a test of that name
 */
export const withTest = (text: string | null, test: FlowTest): string => {
  const document = text === null || text.trim() === '' ? new Document({ tests: [] }) : readDocument(text, test.name);
  const tests = document.get('tests');
  if (!isSeq(tests)) throw new UsageError('It has no list of tests.');
  tests.flow = false;
  tests.add(document.createNode(withoutEmpty(test)));
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
};

const readDocument = (text: string, name: string): Document => {
  const document = parseDocument(text);
  const read = flowTestDocument.safeParse(document.toJS());
  if (!read.success || document.errors.length > 0) throw new UsageError('It is no file of flow tests.');
  if (read.data.tests.some((one) => one.name === name)) throw new UsageError(`It has a test "${name}" already.`);
  return document;
};

/** Adds a test to a file, which is made when it is not there. @throws UsageError as above, or when it cannot be written */
export const appendTest = async (cwd: string, path: string, test: FlowTest): Promise<void> => {
  const text = await readText(cwd, path).catch((error: unknown) => {
    if (error instanceof UsageError && isMissing(error.cause)) return null;
    throw error;
  });
  await writeText(cwd, path, withTest(text, test));
};

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

const withoutEmpty = (test: FlowTest) => ({
  name: test.name,
  ...(Object.keys(test.given).length > 0 ? { given: test.given } : {}),
  when: test.when,
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  ...(Object.keys(test.then).length > 0 ? { then: test.then } : {}),
});
