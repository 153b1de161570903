import { LiveCall } from '../support/live-call.js';
import type { ReachedStack, Rest } from '../support/rest.js';
import { readStory } from '../support/story.js';
import { questionIn } from './question.js';
import type { Scenario } from './scenarios.js';
import type { ProtocolCaller, ScriptedCaller } from './scripted-caller.js';
import { type FlowStory, storyOfFlow } from './story-of-flow.js';

const STEP_TIMEOUT_MS = 60_000;

/** What of a scenario is played. */
export type Played = Pick<Scenario, 'name' | 'script'>;

/** Where it is played. */
export type Stage = { readonly facts: ReachedStack; readonly rest: Rest };

/**
 * Plays a scenario by one protocol: calls, does what the script says once the caller is asked, and reads what came of it.
 * @param heardIn variables with the very words of the caller, which are left out
 */
export const playScenario = async (
  { facts, rest }: Stage,
  by: ProtocolCaller,
  scenario: Played,
  heardIn: readonly string[] = [],
): Promise<FlowStory> => {
  const caller = await by.call(lineOf(by, scenario));
  try {
    const id = await caller.callId();
    const live = await LiveCall.watch(facts, id);
    try {
      await playScript(live, by, caller, scenario.script);
    } finally {
      live.close();
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

const playScript = async (
  live: LiveCall,
  by: ProtocolCaller,
  caller: ScriptedCaller,
  script: Scenario['script'],
): Promise<void> => {
  const answered = new Set<string>();
  for (const act of script) {
    answered.add(await isAsked(live, act.at, by.asksItself === true, answered));
    if ('says' in act) await caller.say(act.says);
    else for (const key of act.presses) await caller.press(key);
  }
};

/**
 * Waits as a person does: until a step asks what has not been answered yet, and its sound has come; who asks by itself
 * knows when it does.
 * @returns the question's id
 */
const isAsked = async (
  live: LiveCall,
  step: string,
  asksItself: boolean,
  answered: ReadonlySet<string>,
): Promise<string> => {
  const found = await live.find((lines) => {
    const question = questionIn(lines);
    const isNew = question?.step === step && !answered.has(question.id);
    if (isNew && (asksItself || question.isHeard)) return question.id;
    return lines.some((line) => line.kind === 'event' && line.event.event === 'hangup') ? 'over' : null;
  }, STEP_TIMEOUT_MS);
  if (found !== null && found !== 'over') return found;
  const { path, variables } = storyOfFlow(live.lines);
  throw new Error(`The caller was not asked by ${step}: ${path.join(' ')} ${JSON.stringify(variables)}.`);
};
