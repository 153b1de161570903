import { inheritedCount, inheritedMs, inheritedToggle, oneKey, prompts } from './fields.js';

/** How a node words what it does when it is not answered. */
export type QuestionWords = {
  readonly noInputPrompt?: string;
  readonly noMatchPrompt?: string;
  readonly noMatchTitle?: string;
  readonly noMatchRetriesTitle?: string;
};

/** The settings of every question for what is no answer. */
export const otherwiseFields = ({
  noInputPrompt = '',
  noMatchPrompt = 'Sorry, I did not get that.',
  noMatchTitle = 'When it is not understood',
  noMatchRetriesTitle = 'Ask again when it is not understood',
}: QuestionWords = {}) => ({
  ...noInputFields(noInputPrompt),
  noMatchPrompt: prompts(noMatchTitle, noMatchPrompt),
  noMatchRetries: inheritedCount(noMatchRetriesTitle, 'noMatchRetries', [0, 10]),
});

/** The settings of every question for when nothing is said. */
export const noInputFields = (prompt: string) => ({
  noInputPrompt: prompts('When there is no answer', prompt),
  noInputRetries: inheritedCount('Ask again when there is no answer', 'noInputRetries', [0, 10]),
});

/** The settings of every question for when it may be answered. */
export const timingFields = (interDigitHelp?: string) => ({
  mayInterrupt: inheritedToggle('Callers may answer before the end', 'mayInterrupt'),
  timeoutMs: inheritedMs('Wait for an answer', 'timeoutMs', [500, 60_000]),
  interDigitMs: inheritedMs('Wait for the next key', 'interDigitMs', [200, 20_000], { help: interDigitHelp }),
});

/** The key to hear a question again. */
export const repeatKeyField = (initial = '') =>
  oneKey('Key to hear it again', initial, {
    help: 'Says the question again without counting it as a wrong answer. Empty: none.',
    section: 'advanced',
  });
