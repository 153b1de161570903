import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CallsAtOnce, type PlannedCall } from '../support/calls-at-once.js';
import { nothingLeft, type OpenThings, openNow } from '../support/open-now.js';
import { Rest } from '../support/rest.js';
import { allCallers } from './all-callers.js';
import { rehearse } from './callers/test-sound.js';
import { expectedDifferences } from './expected-differences.js';
import { lineOf, playScenario } from './play-scenario.js';
import { type Scenario, scenarios } from './scenarios.js';
import type { ProtocolCaller } from './scripted-caller.js';
import type { FlowStory } from './story-of-flow.js';

/** The same flows by every protocol, on its own wire: the same way, the same variables, the same words. */

const facts = inject('stack');
const rest = new Rest(facts);
const callers = allCallers(facts, rest);
const calls = new CallsAtOnce(4);
const callsByBrowser = new CallsAtOnce(2);

const isPlayable = ({ can }: ProtocolCaller, { script }: Scenario): boolean =>
  script.every((act) => can.has('says' in act ? 'say' : 'press'));

const played = callers.flatMap((by) =>
  scenarios
    .filter((scenario) => isPlayable(by, scenario))
    .map((scenario) => ({
      by,
      scenario,
      story: (by.isBrowser ? callsByBrowser : calls).plan(() => playScenario({ facts, rest }, by, scenario)),
    })),
);

/** What others have open. */
let before: OpenThings = {};

beforeAll(async () => {
  before = await openNow(facts);
  for (const { by, scenario } of played) await rest.line(lineOf(by, scenario), scenario.document);
  for (const { script } of scenarios) await rehearse(script);
  for (const by of callers) await by.open?.();
  await calls.makeAll();
  await callsByBrowser.makeAll();
}, 240_000);
afterAll(async () => {
  for (const by of callers) await by.close?.();
});

const stepsOf = ({ path }: FlowStory) => path.map((step) => step.split('.')[0]);
const firstOf = (name: string): PlannedCall<FlowStory> | undefined =>
  played.find(({ scenario }) => scenario.name === name)?.story;

describe.each(played.map((one) => [one.by.protocol, one.scenario.name, one] as const))(
  'by %s, the flow of %s',
  (protocol, name, { scenario, story }) => {
    const difference = expectedDifferences[protocol].find((one) => one.scenario === name);

    it('goes the way it is drawn, and remembers what was said', async () => {
      const told = await story();
      expect(stepsOf(told)).toEqual(scenario.path);
      expect(told.variables).toMatchObject(scenario.variables);
    });

    it('is the same story as by every other protocol, and ends with one hangup', async () => {
      const told = await story();
      expect([told.hangups, told.endsWithHangup]).toEqual([1, true]);
      const first = await firstOf(name)?.();
      expect(told).toEqual(difference ? { ...first, path: difference.path } : first);
    });
  },
);

it('leaves no session, stream, room or socket', () => nothingLeft(facts, before));
