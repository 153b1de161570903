import type { ConfigProblem, Exit, NodeContext } from '@callwright/flow-engine';
import type { CommandOf, Json } from '@callwright/protocol';
import type { Asking, Reply } from './ask.js';
import type { Answer, PhraseLists } from './fields.js';

/** Answers to choose from, and how they may be given. */
export type Choices = {
  readonly answers: readonly Answer[];
  readonly acceptsKeys: boolean;
  readonly acceptsSpeech: boolean;
  readonly repeatKey: string;
  readonly saveAs: string;
};

/** Keys, words, or both. */
export const inputsOf = ({
  acceptsKeys,
  acceptsSpeech,
}: Pick<Choices, 'acceptsKeys' | 'acceptsSpeech'>): CommandOf<'gather'>['input'] => [
  ...(acceptsKeys ? (['dtmf'] as const) : []),
  ...(acceptsSpeech ? (['speech'] as const) : []),
];

/** What a call listens for when there are answers to choose from, in the language now spoken. */
export const choicesOf = (choices: Choices, { voice, settings }: NodeContext): Asking['listensFor'] => ({
  input: inputsOf(choices),
  choices: choices.answers.map((answer) => {
    const phrases = phrasesIn(answer.phrases, voice.language, settings.language);
    return {
      id: answer.id,
      ...(choices.acceptsKeys && answer.key ? { keys: answer.key } : {}),
      ...(choices.acceptsSpeech && phrases.length > 0 ? { phrases: [...phrases] } : {}),
    };
  }),
});

/** The answer that was chosen. It is remembered as `choice`, and the words or keys as `said`. */
export const chosenAnswer = (reply: Reply, { answers, saveAs }: Choices): ReturnType<Asking['understand']> => {
  const chosen = answers.find(({ id }) => id === reply.choice);
  if (!chosen) return null;
  const said: Json = reply.digits ?? reply.text ?? chosen.id;
  return { exit: chosen.id, set: saveAs === '' ? {} : { [saveAs]: { choice: chosen.id, said } } };
};

/** The words of a list in a language, as those of a text: of the same language elsewhere or the flow's own if need be. */
export const phrasesIn = (phrases: PhraseLists, language: string, flowLanguage: string): readonly string[] => {
  if (Array.isArray(phrases)) return spoken(phrases);
  const list = listFor(phrases, language) ?? listFor(phrases, flowLanguage) ?? Object.values(phrases)[0];
  return spoken(list ?? []);
};

/** One exit an answer, then those every question has. */
export const answerExits = (answers: readonly Answer[]): readonly Exit[] => [
  ...answers.map(({ id, label, key }) => ({
    name: id,
    label: label || (key ? `Key ${key}` : id),
    kind: 'choice' as const,
    ...(key ? { key } : {}),
  })),
  ...questionExits,
];

/** The ways out of every question that is not answered. */
export const questionExits: readonly Exit[] = [
  { name: 'noInput', label: 'No answer', kind: 'fallback' },
  { name: 'noMatch', label: 'Not understood', kind: 'fallback' },
  { name: 'failed', label: 'Something fails', kind: 'failure' },
];

/** Answers that cannot be given, or cannot be told apart. */
export const checkChoices = (choices: Choices): readonly ConfigProblem[] => {
  const { answers, repeatKey } = choices;
  const keys = answers.map(({ key }) => key);
  return [
    ...(answers.length === 0 ? [problem('error', 'There is no answer to choose.')] : []),
    ...answers.flatMap((answer) => checkAnswer(answer, choices)),
    ...repeated(keys).map((key) => problem('error', `Key ${key} is given to two answers.`)),
    ...repeated(answers.map(({ id }) => id)).map((id) => problem('error', `Two answers share the id ${id}.`)),
    ...checkRepeatKey(repeatKey, keys),
    ...repeatedPhrases(answers).map((phrase) => problem('warning', `"${phrase}" is given to two answers.`)),
  ];
};

/** A question nobody can answer, as nothing is listened to. */
export const checkInputs = ({
  acceptsKeys,
  acceptsSpeech,
}: Pick<Choices, 'acceptsKeys' | 'acceptsSpeech'>): readonly ConfigProblem[] =>
  acceptsKeys || acceptsSpeech
    ? []
    : [{ severity: 'error', message: 'Callers can neither press a key nor speak.', field: 'acceptsSpeech' }];

const listFor = (phrases: Readonly<Record<string, readonly string[]>>, language: string) => {
  const own = phrases[language] ?? phrases[baseOf(language)];
  if (own && spoken(own).length > 0) return own;
  const kin = Object.keys(phrases).find((one) => baseOf(one) === baseOf(language) && spoken(phrases[one] ?? []).length);
  return kin === undefined ? undefined : phrases[kin];
};
const baseOf = (language: string) => language.split('-')[0] ?? language;
const spoken = (phrases: readonly string[]) => phrases.map((phrase) => phrase.trim()).filter((phrase) => phrase !== '');
const lowerCase = (phrase: string) => phrase.toLowerCase();

const repeatedPhrases = (answers: readonly Answer[]): readonly string[] => {
  const inOne = (language: string) =>
    repeated(answers.flatMap(({ phrases }) => phrasesIn(phrases, language, language).map(lowerCase)));
  return [...new Set(languagesOf(answers).flatMap(inOne))];
};

// Phrases without a language are heard in all of them: any stands for them.
const languagesOf = (answers: readonly Answer[]): readonly string[] => {
  const named = answers.flatMap(({ phrases }) => (Array.isArray(phrases) ? [] : Object.keys(phrases)));
  return named.length === 0 ? ['en'] : [...new Set(named)];
};

const checkAnswer = (answer: Answer, { acceptsKeys, acceptsSpeech }: Choices): ConfigProblem[] => {
  const lists = Array.isArray(answer.phrases) ? [answer.phrases] : Object.values(answer.phrases);
  const byKey = acceptsKeys && answer.key !== '';
  const byWord = acceptsSpeech && lists.some((list) => spoken(list).length > 0);
  return byKey || byWord
    ? []
    : [problem('error', `Nobody can choose "${answer.label || answer.id}": it has no key and no words.`)];
};

const checkRepeatKey = (repeatKey: string, keys: readonly string[]): ConfigProblem[] => {
  if (repeatKey === '' || !keys.some((key) => key.startsWith(repeatKey))) return [];
  const message = `Key ${repeatKey} is both an answer and the key to hear it again.`;
  return [{ severity: 'error', message, field: 'repeatKey' }];
};

const repeated = (values: readonly string[]) => [
  ...new Set(values.filter((value, at) => value !== '' && values.indexOf(value) !== at)),
];
const problem = (severity: ConfigProblem['severity'], message: string): ConfigProblem => ({
  severity,
  message,
  field: 'answers',
});
