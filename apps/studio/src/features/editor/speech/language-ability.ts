import { knowsLanguage, type SpeechCatalogue } from '@callwright/protocol';

/** What can be done in a language: `both`, only one of them, or neither. */
export type LanguageAbility = 'both' | 'speaks' | 'listens' | 'neither';

/** What can be done in a language with what there is. */
export const abilityIn = (language: string, { recognisers, voices }: SpeechCatalogue): LanguageAbility => {
  const speaks = voices.some(({ languages }) => knowsLanguage(languages, language));
  const listens = recognisers.some(({ languages }) => knowsLanguage(languages, language));
  if (speaks && listens) return 'both';
  if (speaks) return 'speaks';
  return listens ? 'listens' : 'neither';
};

/** Names of the voices that speak a language, each once. */
export const speakersOf = (language: string, { voices }: SpeechCatalogue): readonly string[] => [
  ...new Set(voices.filter(({ languages }) => knowsLanguage(languages, language)).flatMap(({ speakers }) => speakers)),
];
