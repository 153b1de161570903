import { type SpokenLanguage, spokenLanguageOf, wordsOf } from './languages.js';

/** The ways to say yes and no that a recogniser listens for; each means only one of them. */
export type YesNoPhrases = { readonly yes: readonly string[]; readonly no: readonly string[] };

const phrases: Readonly<Record<SpokenLanguage, YesNoPhrases>> = {
  en: {
    yes: ['yes', 'yeah', 'yep', 'yes please', 'sure', 'correct', 'that is correct', 'right', 'okay', 'of course'],
    no: ['no', 'nope', 'no thanks', 'no thank you', 'wrong', 'that is wrong', 'not correct', 'incorrect'],
  },
  de: {
    yes: ['ja', 'jawohl', 'ja bitte', 'genau', 'richtig', 'stimmt', 'das stimmt', 'okay', 'gerne', 'natürlich'],
    no: ['nein', 'nee', 'nein danke', 'falsch', 'stimmt nicht', 'das stimmt nicht', 'nicht richtig'],
  },
  es: {
    yes: ['sí', 'sí por favor', 'claro', 'correcto', 'es correcto', 'vale', 'de acuerdo', 'exacto', 'por supuesto'],
    no: ['no', 'no gracias', 'incorrecto', 'no es correcto', 'negativo'],
  },
  fr: {
    yes: ['oui', 'ouais', 'oui merci', 'd’accord', 'exact', 'c’est exact', 'correct', 'bien sûr', 'tout à fait'],
    no: ['non', 'non merci', 'pas du tout', 'ce n’est pas exact', 'incorrect', 'c’est faux'],
  },
};

/** The ways to say yes and no in a language; none in one that is not known. */
export const yesNoPhrases = (language: string): YesNoPhrases => {
  const known = spokenLanguageOf(language);
  return known ? phrases[known] : { yes: [], no: [] };
};

/** Whether somebody said yes, or no, or pressed 1 (yes) or 2 (no); null when it is neither. */
export const parseYesNo = (text: string, language: string): boolean | null => {
  const said = wordsOf(text).join(' ');
  if (said === '1' || said === '2') return said === '1';
  const { yes, no } = yesNoPhrases(language);
  const isAmong = (some: readonly string[]) => some.some((phrase) => wordsOf(phrase).join(' ') === said);
  if (said === '') return null;
  if (isAmong(yes)) return true;
  if (isAmong(no)) return false;
  return firstWordDecides(said, { yes, no });
};

// "Yes it is", "no I did not": what follows does not take back the plain word.
const firstWordDecides = (said: string, { yes, no }: YesNoPhrases): boolean | null => {
  const [first = '', ...rest] = said.split(' ');
  const isPlain = (some: readonly string[]) => wordsOf(some[0] ?? '').join(' ') === first;
  if (rest.some((word) => word !== first && [yes, no].some((some) => wordsOf(some[0] ?? '')[0] === word))) return null;
  if (isPlain(yes)) return true;
  return isPlain(no) ? false : null;
};
