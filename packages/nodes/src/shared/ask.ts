import {
  type ConfigProblem,
  type Exit,
  isRefusalOf,
  type LocalText,
  type NodeContext,
  type NodeStep,
} from '@callwright/flow-engine';
import type { BargeIn, CommandOf, EngineEvent, Json, SessionEventOf } from '@callwright/protocol';
import type { Answer } from './fields.js';
import { isWordless, speakerOf } from './playback.js';

/** What every node that asks a question has in its config. What is null is as the flow's defaults say. */
export type Question = {
  readonly prompt: LocalText;
  readonly answers: readonly Answer[];
  readonly acceptsKeys: boolean;
  readonly acceptsSpeech: boolean;
  readonly mayInterrupt: boolean | null;
  readonly timeoutMs: number | null;
  readonly interDigitMs: number | null;
  readonly noInputRetries: number | null;
  readonly noInputPrompt: LocalText;
  readonly noMatchRetries: number | null;
  readonly noMatchPrompt: LocalText;
  readonly saveAs: string;
};

/** How often the question was asked in vain. */
export type Asked = { readonly noInputs: number; readonly noMatches: number };

/** Asks for the first time. */
export const ask = (question: Question, context: NodeContext): NodeStep<Asked> =>
  askAgain(question, context, { noInputs: 0, noMatches: 0 }, question.prompt);

/** Takes the answer, or asks again, or gives up by the exits `noInput`, `noMatch` and `failed`. */
export const takeAnswer = (
  event: EngineEvent,
  asked: Asked,
  question: Question,
  context: NodeContext,
): NodeStep<Asked> => {
  const gatherId = gatherIdOf(context, asked);
  if (isRefusalOf(event, gatherId)) return { next: 'exit', exit: 'failed' };
  if (event.event !== 'gatherResult' || event.gatherId !== gatherId) return { next: 'wait', local: asked };
  switch (event.reason) {
    case 'digits':
    case 'speech': {
      const chosen = question.answers.find(({ id }) => id === event.choice);
      return chosen ? accept(event, chosen.id, question) : notUnderstood(question, context, asked);
    }
    case 'timeout':
      return nothingHeard(question, context, asked);
    case 'error':
    case 'interrupted':
      return { next: 'exit', exit: 'failed' };
  }
};

/** One exit an answer, then those every question has. */
export const askExits = (question: Pick<Question, 'answers'>): readonly Exit[] => [
  ...question.answers.map(({ id, label, key }) => ({
    name: id,
    label: label || (key ? `Key ${key}` : id),
    kind: 'choice' as const,
    ...(key ? { key } : {}),
  })),
  { name: 'noInput', label: 'No answer', kind: 'fallback' },
  { name: 'noMatch', label: 'Not understood', kind: 'fallback' },
  { name: 'failed', label: 'Something fails', kind: 'failure' },
];

/** Answers that cannot be given, or cannot be told apart. */
export const checkQuestion = (question: Question): readonly ConfigProblem[] => [
  ...(question.answers.length === 0 ? [problem('error', 'There is no answer to choose.')] : []),
  ...(!question.acceptsKeys && !question.acceptsSpeech
    ? [problem('error', 'Callers can neither press a key nor speak.')]
    : []),
  ...question.answers.flatMap((answer) => checkAnswer(answer, question)),
  ...repeated(question.answers.map(({ key }) => key)).map((key) =>
    problem('error', `Key ${key} is given to two answers.`),
  ),
  ...repeated(question.answers.map(({ id }) => id)).map((id) => problem('error', `Two answers share the id ${id}.`)),
  ...repeated(question.answers.flatMap(({ phrases }) => phrases.map((phrase) => phrase.trim().toLowerCase()))).map(
    (phrase) => problem('warning', `"${phrase}" is given to two answers.`),
  ),
];

const askAgain = (question: Question, context: NodeContext, asked: Asked, prompt: LocalText): NodeStep<Asked> => {
  const text = context.say(prompt);
  const { defaults } = context.settings;
  const gatherId = gatherIdOf(context, asked);
  const bargeIn: BargeIn =
    (question.mayInterrupt ?? defaults.mayInterrupt)
      ? inputs(question).map((input) => (input === 'dtmf' ? 'keys' : 'speech'))
      : [];
  const command: CommandOf<'gather'> = {
    command: 'gather',
    gatherId,
    commandId: gatherId,
    input: inputs(question),
    ...(text === '' ? {} : { prompt: { text } }),
    choices: question.answers.map(({ id, key, phrases }) => ({
      id,
      ...(question.acceptsKeys && key ? { keys: key } : {}),
      ...(question.acceptsSpeech && spoken(phrases).length > 0 ? { phrases: spoken(phrases) } : {}),
    })),
    timeoutMs: question.timeoutMs ?? defaults.timeoutMs,
    interDigitMs: question.interDigitMs ?? defaults.interDigitMs,
    language: context.voice.language,
    ...speakerOf(context.voice),
    bargeIn,
  };
  return { next: 'wait', local: asked, effects: [{ effect: 'command', command }] };
};

const gatherIdOf = ({ visitId }: NodeContext, { noInputs, noMatches }: Asked) => `${visitId}.${noInputs + noMatches}`;
const spoken = (phrases: readonly string[]) => phrases.map((phrase) => phrase.trim()).filter((phrase) => phrase !== '');
const inputs = ({ acceptsKeys, acceptsSpeech }: Question): ('dtmf' | 'speech')[] => [
  ...(acceptsKeys ? (['dtmf'] as const) : []),
  ...(acceptsSpeech ? (['speech'] as const) : []),
];

const nothingHeard = (question: Question, context: NodeContext, asked: Asked): NodeStep<Asked> => {
  const { defaults } = context.settings;
  if (asked.noInputs >= (question.noInputRetries ?? defaults.noInputRetries)) return { next: 'exit', exit: 'noInput' };
  const prompt = firstWith([question.noInputPrompt, defaults.noInputPrompt, question.prompt]);
  return askAgain(question, context, { ...asked, noInputs: asked.noInputs + 1 }, prompt);
};

const notUnderstood = (question: Question, context: NodeContext, asked: Asked): NodeStep<Asked> => {
  const { defaults } = context.settings;
  if (asked.noMatches >= (question.noMatchRetries ?? defaults.noMatchRetries)) return { next: 'exit', exit: 'noMatch' };
  const prompt = firstWith([question.noMatchPrompt, defaults.noMatchPrompt, question.prompt]);
  return askAgain(question, context, { ...asked, noMatches: asked.noMatches + 1 }, prompt);
};

const firstWith = (texts: readonly LocalText[]): LocalText => texts.find((text) => !isWordless(text)) ?? '';

const accept = (event: SessionEventOf<'gatherResult'>, choice: string, question: Question): NodeStep<Asked> => {
  const said: Json = event.digits ?? event.text ?? choice;
  const set: Record<string, Json> = question.saveAs === '' ? {} : { [question.saveAs]: { choice, said } };
  return { next: 'exit', exit: choice, set };
};

const checkAnswer = (answer: Answer, question: Question): ConfigProblem[] => {
  const byKey = question.acceptsKeys && answer.key !== '';
  const byWord = question.acceptsSpeech && spoken(answer.phrases).length > 0;
  return byKey || byWord
    ? []
    : [problem('error', `Nobody can choose "${answer.label || answer.id}": it has no key and no words.`)];
};

const repeated = (values: readonly string[]) => [
  ...new Set(values.filter((value, at) => value !== '' && values.indexOf(value) !== at)),
];
const problem = (severity: ConfigProblem['severity'], message: string): ConfigProblem => ({
  severity,
  message,
  field: 'answers',
});
