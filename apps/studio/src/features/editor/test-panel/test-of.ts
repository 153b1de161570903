import type { FlowScript } from '@callwright/flow-engine';
import { endOf, type FlowTest, type SimulatorState } from '@callwright/flow-engine/simulator';

/** A flow test that says: the same caller takes the same way. What is not over yet is only how the call begins. */
export const testOf = (name: string, { given, when }: FlowScript, { record, isOver }: SimulatorState): FlowTest => {
  const path = isOver ? [...record.path] : { startsWith: [...record.path] };
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  return { name, given, when: [...when], then: { path, ...(isOver ? { ended: endOf(record) } : {}) } };
};
