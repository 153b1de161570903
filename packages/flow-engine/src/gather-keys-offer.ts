import { type CommandOf, primarySubtag } from '@callwright/protocol';

type Gather = CommandOf<'gather'>;

/** A question that could only be answered in words, asked for keys instead, and the words that say which. */
export type KeysOffer = { readonly command: Gather; readonly text: string };

/** How a key is offered, by primary subtag: what it is for, and which it is. */
const sentences: Readonly<Record<string, (answer: string, key: string) => string>> = {
  en: (answer, key) => `For ${answer}, press ${key}.`,
  de: (answer, key) => `Für ${answer} drücken Sie die ${key}.`,
  es: (answer, key) => `Para ${answer}, pulse ${key}.`,
  fr: (answer, key) => `Pour ${answer}, tapez ${key}.`,
  it: (answer, key) => `Per ${answer}, prema ${key}.`,
  nl: (answer, key) => `Voor ${answer}, toets ${key}.`,
  pl: (answer, key) => `${answer}: naciśnij ${key}.`,
  pt: (answer, key) => `Para ${answer}, prima ${key}.`,
  tr: (answer, key) => `${answer} için ${key} tuşuna basın.`,
  uk: (answer, key) => `${answer}: натисніть ${key}.`,
  ar: (answer, key) => `${answer}: اضغط ${key}.`,
  hi: (answer, key) => `${answer} के लिए ${key} दबाएँ।`,
  ja: (answer, key) => `${answer}は、${key}を押してください。`,
  zh: (answer, key) => `${answer}请按${key}。`,
};
const MOST_KEYS = 9;

/**
 * Keys for a question whose answers have none, when nothing understands its language (or nothing understands at all):
 * its answers by number, unless they have keys that were not to be pressed. Null when its answers are not a short list, or nobody knows how to say it.
 */
export const keysOffer = (command: Gather): KeysOffer | null => {
  const { choices = [], language = 'en-US', secret } = command;
  const sentence = sentences[primarySubtag(language)];
  const isList = choices.length > 0 && choices.length <= MOST_KEYS && secret !== true && command.grammar === undefined;
  const areAlike = choices.every(({ keys }) => (keys === undefined) === (choices[0]?.keys === undefined));
  if (!sentence || !isList || !areAlike || choices.some(({ phrases }) => !phrases?.length)) return null;
  const numbered = choices.map((choice, at) => ({ ...choice, keys: choice.keys ?? String(at + 1) }));
  return {
    command: { ...command, input: ['dtmf'], choices: numbered, bargeIn: ['keys'] },
    text: numbered.map(({ phrases, keys }) => sentence(phrases?.[0] ?? '', keys)).join(' '),
  };
};
