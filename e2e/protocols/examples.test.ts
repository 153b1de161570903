import { writeWav } from '@callwright/audio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CallsAtOnce } from '../support/calls-at-once.js';
import { flowOf } from '../support/flows.js';
import { nothingLeft, type OpenThings, openNow } from '../support/open-now.js';
import { Rest } from '../support/rest.js';
import { allCallers } from './all-callers.js';
import { rehearse } from './callers/test-sound.js';
import { examplePlays } from './examples/example-plays.js';
import { ExampleWorld } from './examples/example-world.js';
import { expectedOfExamples, noKeysIn, storyWith } from './examples/expected-differences.js';
import { whyNotYet } from './examples/not-shown-yet.js';
import { Plan } from './examples/plan.js';
import { lineOf, playScenario } from './play-scenario.js';
import type { ScriptLine } from './scenarios.js';
import type { ProtocolCaller } from './scripted-caller.js';
import type { FlowStory } from './story-of-flow.js';

/** Every example, by one of its own tests, by every protocol, on its own wire (full runs). */

const isFull = process.env.CALLWRIGHT_TEST_FULL === '1';
/** For looking into one thing: `sip,call-websocket` and `greeting`. */
const only = (list: string | undefined) => (name: string) => list === undefined || list.split(',').includes(name);
const isWanted = only(process.env.CALLWRIGHT_TEST_PROTOCOLS);
const isWantedExample = only(process.env.CALLWRIGHT_TEST_EXAMPLES);

const facts = inject('stack');
const rest = new Rest(facts);
const callers = allCallers(facts, rest).filter(({ protocol }) => isWanted(protocol));
const plans = examplePlays.filter(({ example }) => isWantedExample(example)).map((play) => new Plan(play));
const calls = new CallsAtOnce(4);
const callsByBrowser = new CallsAtOnce(2);

/** Where those are who examples put calls through to. */
const targetLine = (name: string) => `example-${name.replaceAll(/[^\w-]/g, '')}`;

const PROMPT_RATE_HZ = 16_000;
let world: ExampleWorld | null = null;
/** Ids of recordings by their names in the examples. */
const prompts = new Map<string, string>();

const play = async (by: ProtocolCaller, plan: Plan, script: readonly ScriptLine[]): Promise<FlowStory> => {
  if (!world) throw new Error('The world has not been opened.');
  const line = lineOf(by, plan);
  world.play(line, plan.test);
  const promptOf = (name: string) => prompts.get(name) ?? name;
  await plan.putOn(rest, line, { origin: world.originOf(line), lineOf: targetLine, promptOf });
  return playScenario({ facts, rest }, by, { name: plan.name, script }, plan.heardIn);
};

const differenceOf = (by: ProtocolCaller, plan: Plan) =>
  expectedOfExamples[by.protocol].find(({ scenario }) => scenario === plan.name);

/** What can be played at all: who has no keys cannot do everything. */
const playable = callers.flatMap((by) =>
  plans.flatMap((plan) => {
    const script = plan.scriptFor(by.can)?.slice(0, differenceOf(by, plan)?.acts);
    return script ? [{ by, plan, script, whyNot: whyNotYet(by.protocol, plan.name) }] : [];
  }),
);
const left = playable.flatMap(({ by, plan, whyNot }) => (whyNot === null ? [] : [[by.protocol, plan.name, whyNot]]));

const played = playable
  .filter(({ whyNot }) => whyNot === null)
  .map(({ by, plan, script }) => {
    const at = by.isBrowser ? callsByBrowser : calls;
    return { by, plan, story: at.plan(() => play(by, plan, script)) };
  });

/** What others have open. */
let before: OpenThings = {};

beforeAll(async () => {
  if (!isFull) return;
  before = await openNow(facts);
  world = await ExampleWorld.open();
  for (const name of new Set(plans.flatMap((plan) => plan.secrets))) await rest.putSecret(name, 'not-so-secret');
  const sound = writeWav({ channels: [new Int16Array(PROMPT_RATE_HZ / 2)], rateHz: PROMPT_RATE_HZ });
  for (const name of new Set(plans.flatMap((plan) => plan.prompts)))
    prompts.set(name, (await rest.uploadPrompt(name, sound)).id);
  const answers = flowOf('hello', { hello: ['hangup', { text: 'Hello.' }] }, []);
  for (const name of new Set(plans.flatMap((plan) => plan.targets))) await rest.line(targetLine(name), answers);
  for (const { script } of playable) await rehearse(script);
  for (const by of callers) await by.open?.();
  await calls.makeAll();
  await callsByBrowser.makeAll();
}, 1_800_000);
afterAll(async () => {
  for (const by of callers) await by.close?.();
  await world?.close();
});

/** Whom the others are compared with: the first that plays it as it is written. */
const firstOf = (name: string) => played.find(({ by, plan }) => plan.name === name && !differenceOf(by, plan));

describe.runIf(isFull)('the examples, on the wire', () => {
  it('are played by all that can, and what cannot has no keys', () => {
    for (const by of callers) {
      const missing = plans.filter((plan) => !playable.some((one) => one.by === by && one.plan === plan));
      const expected = by.can.has('press') ? [] : noKeysIn.filter((name) => plans.some((plan) => plan.name === name));
      expect(missing.map(({ name }) => name)).toEqual(expected);
    }
  });

  describe.each(played.map((one) => [one.by.protocol, one.plan.name, one] as const))(
    'by %s, %s',
    (_protocol, name, { by, plan, story }) => {
      const difference = differenceOf(by, plan);

      it('goes as its own test says', async () => {
        const told = await story();
        if (!difference) plan.judge(told);
      });

      it('is the same story as by every other protocol, and ends with one hangup', async () => {
        const told = await story();
        expect([told.hangups, told.endsWithHangup]).toEqual([1, true]);
        const first = await firstOf(name)?.story();
        if (first) expect(told).toEqual(difference ? storyWith(first, difference) : first);
      });
    },
  );

  it.skip.each(left)('by %s, %s: not shown yet (%s)', () => undefined);

  it('asked for nothing that their tests do not know', () => expect(world?.unforeseen).toEqual([]));

  it('leaves no session, stream, room or socket', () => nothingLeft(facts, before));
});
