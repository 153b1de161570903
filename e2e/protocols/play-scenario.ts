import type { CallId, CallResource } from '@callwright/protocol';
import type { Rest } from '../support/rest.js';
import { readStory } from '../support/story.js';
import type { Scenario } from './scenarios.js';
import type { ProtocolCaller, ScriptedCaller } from './scripted-caller.js';
import { type FlowStory, storyOfFlow } from './story-of-flow.js';

const STEP_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

/** What of a scenario is played. */
export type Played = Pick<Scenario, 'name' | 'script'>;

/**
 * Plays a scenario by one protocol: calls, does what the script says when the call is there, and reads what came of it.
 * @param heardIn variables with the very words of the caller, which are left out
 */
export const playScenario = async (
  rest: Rest,
  by: ProtocolCaller,
  scenario: Played,
  heardIn: readonly string[] = [],
): Promise<FlowStory> => {
  const line = lineOf(by, scenario);
  const isNew = newPrompts();
  const caller = await by.call(line);
  try {
    const id = await caller.callId();
    for (const act of scenario.script) {
      await comesTo(rest, id, act.at, by.asksItself ? () => true : isNew);
      if ('says' in act) await caller.say(act.says);
      else await pressAll(caller, act.presses);
    }
    await caller.ended;
    const { journal } = await readStory(rest, id);
    return storyOfFlow(journal, heardIn);
  } finally {
    await caller.close();
  }
};

/** The line a scenario is called on by a protocol. */
export const lineOf = ({ protocol }: ProtocolCaller, { name }: Pick<Scenario, 'name'>): string =>
  `conform-${protocol}-${name}`;

const pressAll = async (caller: ScriptedCaller, keys: string): Promise<void> => {
  for (const key of keys) await caller.press(key);
};

/** Whether more has been said in a step than when something was done in it before. */
type IsNew = (call: CallResource, step: string) => boolean;

const newPrompts = (): IsNew => {
  const seen = new Map<string, number>();
  return ({ transcript }, step) => {
    const count = transcript.filter(({ by, nodeId }) => by === 'system' && nodeId === step).length;
    if (count <= (seen.get(step) ?? 0)) return false;
    seen.set(step, count);
    return true;
  };
};

/** Resolves when a step has been entered and something was said in it. */
const comesTo = async (rest: Rest, id: CallId, step: string, hasSpoken: IsNew): Promise<void> => {
  let seen: CallResource | null = null;
  for (let waitedMs = 0; waitedMs < STEP_TIMEOUT_MS; waitedMs += POLL_MS) {
    seen = await rest.call(id).catch(() => null);
    if (seen?.path.at(-1)?.nodeId === step && hasSpoken(seen, step)) return;
    if (seen?.status === 'ended') break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const journal = seen?.status === 'ended' ? await rest.journal(id) : [];
  const { path, variables } = storyOfFlow(journal);
  const went = path.length > 0 ? path : seen?.path.map(({ nodeId }) => nodeId);
  throw new Error(`The call did not come to ${step}: ${went?.join(' ')} ${JSON.stringify(variables)}.`);
};
