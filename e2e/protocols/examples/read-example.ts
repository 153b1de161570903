import { readFileSync } from 'node:fs';
import { parseFlowFile, readYaml } from '@callwright/flow-engine';
import { type FlowTest, flowTestDocument } from '@callwright/flow-engine/simulator';
import type { FlowDocument } from '@callwright/protocol';

/** The flow of an example. @throws Error when it cannot be read */
export const exampleFlow = (name: string): FlowDocument => {
  const read = parseFlowFile(textOf(name, 'flow'), name);
  if (!read.ok) throw new Error(`The example ${name} cannot be read.`);
  return read.file.document;
};

/** A test of an example by its name. @throws Error when there is none */
export const exampleTest = (name: string, test: string): FlowTest => {
  const yaml = readYaml(textOf(name, 'test'));
  const found = yaml.ok ? flowTestDocument.parse(yaml.value).tests.find((one) => one.name === test) : undefined;
  if (!found) throw new Error(`The example ${name} has no test "${test}".`);
  return found;
};

const textOf = (name: string, kind: 'flow' | 'test'): string =>
  readFileSync(new URL(`../../../examples/${name}/${name}.${kind}.yaml`, import.meta.url), 'utf8');
