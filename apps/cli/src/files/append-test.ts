import { dirname, relative, resolve } from 'node:path';
import { type FlowTest, flowTestDocument, formatTestFile } from '@callwright/flow-engine/simulator';
import { type Document, isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
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
  if (text === null || text.trim() === '') return formatTestFile({ ...(flow === null ? {} : { flow }), tests: [test] });
  const document = readDocument(text);
  const tests = testsIn(document);
  if (tests.items.some((one) => isMap(one) && one.get('name') === test.name)) return null;
  tests.flow = false;
  for (const added of testsIn(parseDocument(formatTestFile({ tests: [test] }))).items) tests.add(added);
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
};

const testsIn = (document: Document): YAMLSeq => {
  const tests = document.get('tests');
  if (!isSeq(tests)) throw new UsageError('It has no list of tests.');
  return tests;
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
