import type { CallId, CallResource } from '@callwright/protocol';
import type { Rest } from '../support/rest.js';
import { readStory } from '../support/story.js';
import type { Scenario } from './scenarios.js';
import type { ProtocolCaller, ScriptedCaller } from './scripted-caller.js';
import { type FlowStory, storyOfFlow } from './story-of-flow.js';

const STEP_TIMEOUT_MS = 30_000;
const POLL_MS = 100;

/** Plays a scenario by one protocol: calls, does what the script says when the call is there, and reads what came of it. */
export const playScenario = async (rest: Rest, by: ProtocolCaller, scenario: Scenario): Promise<FlowStory> => {
  const line = lineOf(by, scenario);
  const caller = await by.call(line);
  try {
    const id = await caller.callId();
    for (const act of scenario.script) {
      await comesTo(rest, id, act.at, by);
      if ('says' in act) await caller.say(act.says);
      else await pressAll(caller, act.presses);
    }
    await caller.ended;
    const { journal } = await readStory(rest, id);
    return storyOfFlow(journal);
  } finally {
    await caller.close();
  }
};

/** The line a scenario is called on by a protocol. */
export const lineOf = ({ protocol }: ProtocolCaller, { name }: Scenario): string => `conform-${protocol}-${name}`;

const pressAll = async (caller: ScriptedCaller, keys: string): Promise<void> => {
  for (const key of keys) await caller.press(key);
};

/** Resolves when a step has been entered and something was said in it. */
const comesTo = async (rest: Rest, id: CallId, step: string, by: ProtocolCaller): Promise<void> => {
  let seen: CallResource | null = null;
  for (let waitedMs = 0; waitedMs < STEP_TIMEOUT_MS; waitedMs += POLL_MS) {
    seen = await rest.call(id).catch(() => null);
    const isThere = seen?.path.at(-1)?.nodeId === step;
    const hasSpoken = by.asksItself || seen?.transcript.some((one) => one.by === 'system' && one.nodeId === step);
    if (isThere && hasSpoken) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`The call did not come to ${step}: ${seen?.path.map(({ nodeId }) => nodeId).join(' ')}.`);
};
