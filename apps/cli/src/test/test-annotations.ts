import type { Annotation } from '../ci/annotation.js';
import { whyItFailed } from './report-suites.js';
import type { SuiteResult } from './run-suites.js';

/** Tests that failed, as annotations of the lines they begin in. */
export const testAnnotations = (suites: readonly SuiteResult[]): readonly Annotation[] =>
  suites.flatMap(({ path, unusable, cases }): readonly Annotation[] => [
    ...unusable.map((message) => annotation(path, { line: 1, column: 1 }, 'The tests cannot be run', message)),
    ...cases
      .filter(({ result }) => !result.passed)
      .map((one) => annotation(path, one.place, one.name, whyItFailed(one).join('\n'))),
  ]);

const annotation = (
  path: string,
  place: Pick<Annotation, 'line' | 'column'>,
  title: string,
  message: string,
): Annotation => ({ level: 'error', path, ...place, title, message });
