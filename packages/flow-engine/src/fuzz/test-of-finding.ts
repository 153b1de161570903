import type { FlowTest } from '../simulator/flow-test.js';
import type { FuzzFinding } from './fuzz-flow.js';

/** A finding as a flow test, which fails until the flow has been mended and passes from then on. */
export const testOfFinding = ({ message, script: { given, when } }: FuzzFinding): FlowTest => ({
  name: message.slice(0, 200),
  given,
  when,
  // biome-ignore lint/suspicious/noThenProperty: the word a test is written with; nothing awaits it
  then: { sound: true },
});
