import type { FlowProblem } from '@callwright/protocol';
import { languageName } from '../inspector/language-name';

const CODES: ReadonlySet<string> = new Set(['noVoice', 'cannotListen']);
/** A language with its country, as checks name it. */
const TAG = /\b[a-z]{2,3}-[A-Z]{2}\b/g;

/** Whether a problem is that something cannot be said or understood in a language of the flow. */
export const isOfSpeech = ({ code }: FlowProblem): boolean => CODES.has(code);

/** A problem in the words of people: languages by their names. */
export const wordsOf = (problem: FlowProblem): string =>
  isOfSpeech(problem) ? problem.message.replace(TAG, languageName) : problem.message;

/** What cannot be said or understood in the flow, each once, what stops it first. */
export const speechWordsOf = (problems: readonly FlowProblem[]): readonly string[] => {
  const own = problems.filter(isOfSpeech);
  const [errors, others] = [
    own.filter(({ severity }) => severity === 'error'),
    own.filter(({ severity }) => severity !== 'error'),
  ];
  return [...new Set([...errors, ...others].map(wordsOf))];
};
