import { join } from 'node:path';
import { findFiles, isFlowFile, isTestFile } from '../files/find-files.js';
import { type LoadedFlow, readOneFlow } from '../files/read-flow.js';
import { type LoadedTests, readTests } from '../files/read-tests.js';

/** The root of the repository: paths of examples begin there. */
export const ROOT = join(import.meta.dirname, '../../../..');
/** Where flows stand that are broken on purpose. They end in `.broken.yaml`, so that `check examples` leaves them out. */
export const BROKEN = 'examples/broken';

/** Every example there is to begin with. @throws UsageError when one cannot be read */
export const exampleFlows = async (): Promise<readonly LoadedFlow[]> =>
  Promise.all((await findFiles(ROOT, ['examples'], isFlowFile)).map((path) => readOneFlow(ROOT, path)));

/** The tests of all examples. @throws Error when some cannot be read */
export const exampleTests = async (): Promise<readonly LoadedTests[]> =>
  Promise.all(
    (await findFiles(ROOT, ['examples'], isTestFile)).map(async (path) => {
      const read = await readTests(ROOT, path);
      if ('tests' in read) return read;
      throw new Error(`${path}: ${read.problems.map(({ message }) => message).join(' ')}`);
    }),
  );
