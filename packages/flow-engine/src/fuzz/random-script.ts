import type { CommandName } from '@callwright/protocol';
import type { FlowScript, ScriptAct, ScriptGiven } from '../script/script.js';
import { Chance } from './chance.js';

const MAX_PARTS = 10;
/** Whoever is not polite does something within this time, whatever is being said. */
const HURRY_MS = 6_000;
const KEYS = ['1', '2', '0', '#', '*', '99', '12345', '4711#'];
const WORDS = ['yes', 'no', 'operator', 'twelve', 'the third of May', 'I do not know', 'potatoes'];
const FAILING: readonly CommandName[] = [
  'tts',
  'play',
  'gather',
  'asr',
  'refer',
  'record',
  'dial',
  'enqueue',
  'message',
];

/**
 * A caller who mostly does what the flow asks for, and else anything at any time, in a world in which anything goes wrong:
 * the same for the same seed.
 * @param ways what is done at the flow's steps, see `callerWays`
 */
export const randomScript = (seed: number, ways: readonly (readonly ScriptAct[])[], given: ScriptGiven): FlowScript => {
  const chance = new Chance(seed);
  const parts = Array.from({ length: 1 + chance.below(MAX_PARTS) }, () =>
    ways.length === 0 || chance.onceIn(3) ? [anyAct(chance)] : hurried(chance.oneOf(ways), chance),
  );
  return { given: { seed: chance.below(2 ** 32), ...given }, when: parts.flat() };
};

// Now and then before the question has been asked.
const hurried = (way: readonly ScriptAct[], chance: Chance): readonly ScriptAct[] =>
  chance.onceIn(5)
    ? way.map((act) => ('presses' in act || 'says' in act ? { ...act, afterMs: chance.below(HURRY_MS) } : act))
    : way;

const anyAct = (chance: Chance): ScriptAct => {
  const afterMs = chance.onceIn(2) ? { afterMs: chance.below(HURRY_MS) } : {};
  switch (chance.below(8)) {
    case 0:
    case 1:
      return { presses: chance.oneOf(KEYS), ...afterMs };
    case 2:
      return { says: chance.oneOf(WORDS), ...afterMs };
    case 3:
      return { makesNoise: true, ...afterMs };
    case 4:
      return { isSilent: chance.onceIn(2) ? true : chance.below(4 * HURRY_MS) };
    case 5:
      return { hangsUp: true, ...afterMs };
    case 6:
      return { fails: chance.oneOf(FAILING) };
    default:
      return anyAnswer(chance);
  }
};

const anyAnswer = (chance: Chance): ScriptAct => {
  const afterMs = chance.below(3 * HURRY_MS);
  switch (chance.below(5)) {
    case 0:
      return {
        http: chance.onceIn(3) ? { error: 'http.timeout' } : { status: chance.oneOf([200, 404, 500]), afterMs },
      };
    case 1:
      return { line: { outcome: chance.oneOf(['answered', 'busy', 'noAnswer', 'failed']), afterMs, talkMs: afterMs } };
    case 2:
      return { queue: { outcome: chance.oneOf(['answered', 'nobody', 'full', 'failed']), afterMs } };
    case 3:
      return { room: { outcome: chance.oneOf(['joined', 'alone', 'full', 'failed']) } };
    default:
      return { code: chance.onceIn(2) ? { error: 'broken' } : { value: null } };
  }
};
