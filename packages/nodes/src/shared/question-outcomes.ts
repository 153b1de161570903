import type { Outcome, ScriptAct } from '@callwright/flow-engine';
import type { FlowSettings } from '@callwright/protocol';
import { type Choices, phrasesIn } from './answers.js';
import { type Question, retriesOf } from './ask.js';

/** What may come of answers to choose from: each by its key and by its words, in the language of the settings. */
export const choiceOutcomes = (choices: Choices, { language }: FlowSettings): readonly Outcome[] => {
  const { answers, acceptsKeys, acceptsSpeech, saveAs } = choices;
  const keys = keysOf(choices);
  return answers.flatMap(({ id, key, phrases }): readonly Outcome[] => {
    const ways = [
      ...(acceptsKeys && key !== '' ? [{ by: pressing(key, keys), said: key }] : []),
      ...(acceptsSpeech ? phrasesIn(phrases, language, language) : []).map((phrase) => ({
        by: [{ says: phrase }],
        said: asHeard(phrase),
      })),
    ];
    if (saveAs === '') return ways.slice(0, 1).map(({ by }) => ({ exit: id, by }));
    return ways.map(({ by, said }) => ({
      exit: id,
      by,
      sets: { [saveAs]: { is: 'value', value: { choice: id, said } } },
    }));
  });
};

/**
 * How a question is given up: silence, answers that are none, something that fails.
 * @param wrong what a caller does to give an answer that is none; null when every answer is one
 */
export const unansweredOutcomes = (
  question: Pick<Question, 'noInputRetries' | 'noMatchRetries'>,
  settings: FlowSettings,
  wrong: readonly ScriptAct[] | null,
): readonly Outcome[] => {
  const { noInput, noMatch } = retriesOf(question, settings);
  return [
    { exit: 'noInput', by: times(noInput + 1, [{ isSilent: true }]) },
    ...(wrong === null ? [] : [{ exit: 'noMatch', by: times(noMatch + 1, wrong) }]),
    { exit: 'failed', by: [{ fails: 'gather' }] },
  ];
};

/** What gives an answer that is none of the choices: a key none of them has, or noise. */
export const wrongChoice = (choices: Choices): readonly ScriptAct[] | null => {
  const keys = keysOf(choices);
  const wrong = [...'9876543210*#'].find((key) => key !== choices.repeatKey && !keys.includes(key));
  if (choices.acceptsKeys && wrong !== undefined) return pressing(wrong, keys);
  return choices.acceptsSpeech ? [{ makesNoise: true }] : null;
};

// A recogniser tells words, not how they are written.
const asHeard = (phrase: string) =>
  phrase
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '')
    .join(' ');

const keysOf = ({ answers, acceptsKeys }: Choices) =>
  acceptsKeys ? answers.map(({ key }) => key).filter((key) => key !== '') : [];

// Where a longer answer begins with the same keys, only a pause tells that this was all.
const pressing = (pressed: string, keys: readonly string[]): readonly ScriptAct[] => {
  const mayGoOn = keys.some((key) => key.length > pressed.length && key.startsWith(pressed));
  return [{ presses: pressed }, ...(mayGoOn ? [{ isSilent: true } as const] : [])];
};

const times = (count: number, acts: readonly ScriptAct[]): readonly ScriptAct[] =>
  Array.from({ length: count }, () => acts).flat();
