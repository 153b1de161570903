import { Document } from 'yaml';
import type { FlowTest, FlowTestDocument } from '../simulator/flow-test.js';

/** Flow tests as the text of a `*.test.yaml`: what a test says nothing of is left out. */
export const formatTestFile = ({ flow, tests }: FlowTestDocument): string => {
  const content = { ...(flow === undefined ? {} : { flow }), tests: tests.map(withoutEmpty) };
  return new Document(content).toString({ lineWidth: 120, flowCollectionPadding: false });
};

const withoutEmpty = (test: FlowTest) => ({
  name: test.name,
  ...(Object.keys(test.given).length > 0 ? { given: test.given } : {}),
  when: test.when,
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  ...(Object.keys(test.then).length > 0 ? { then: test.then } : {}),
});
