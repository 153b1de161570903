/** Languages whose voice has another name than theirs; all others have a voice of their own name. */
const aliases: Readonly<Record<string, string>> = {
  en: 'en-us',
  'en-gb': 'en-gb-x-rp',
  'en-au': 'en-gb-x-rp',
  'en-ie': 'en-gb-x-rp',
  'en-in': 'en-gb-x-rp',
  'en-nz': 'en-gb-x-rp',
  zh: 'cmn',
  'zh-hk': 'yue',
  'zh-mo': 'yue',
  no: 'nb',
  nn: 'nb',
  'es-mx': 'es-419',
  'es-us': 'es-419',
  'es-ar': 'es-419',
};

/** Regions that speak otherwise than the language's own voice. */
const regional: readonly string[] = ['en-us', 'pt-br', 'es-419', 'fr-be', 'fr-ch', 'ca-va'];

/** Primary subtags that have a voice: the languages of eSpeak NG 1.52 that people speak on the telephone. */
export const espeakLanguages: readonly string[] = [
  ...['af', 'am', 'an', 'ar', 'as', 'az', 'ba', 'be', 'bg', 'bn', 'bs', 'ca', 'cmn', 'cs', 'cy', 'da', 'de'],
  ...['el', 'en', 'eo', 'es', 'et', 'eu', 'fa', 'fi', 'fo', 'fr', 'ga', 'gd', 'gn', 'gu', 'hak', 'haw', 'he', 'hi'],
  ...['hr', 'ht', 'hu', 'hy', 'ia', 'id', 'is', 'it', 'ja', 'ka', 'kk', 'kl', 'kn', 'ko', 'kok', 'ku', 'ky', 'la'],
  ...['lb', 'lt', 'ltg', 'lv', 'mi', 'mk', 'ml', 'mr', 'ms', 'mt', 'my', 'nb', 'ne', 'nl', 'nn', 'no', 'nog', 'om'],
  ...['or', 'pa', 'pap', 'pl', 'pt', 'qu', 'quc', 'ro', 'ru', 'sd', 'shn', 'si', 'sk', 'sl', 'smj', 'sq', 'sr', 'sv'],
  ...['sw', 'ta', 'te', 'th', 'ti', 'tk', 'tn', 'tr', 'tt', 'ug', 'uk', 'ur', 'uz', 'vi', 'yue', 'zh'],
];

/** The voice of a language (BCP 47), or null when there is none. */
export function espeakVoiceOf(language: string): string | null {
  const tag = language.toLowerCase().replaceAll('_', '-');
  const primary = tag.split('-')[0] ?? '';
  if (!espeakLanguages.includes(primary)) return null;
  const known = aliases[tag] ?? (regional.includes(tag) ? tag : undefined) ?? aliases[primary];
  return known ?? primary;
}

/** Kanji: the engine knows no readings for them in Japanese, and says "Chinese letter" for each. */
export const hasUnreadableKanji = (text: string, voice: string): boolean =>
  voice === 'ja' && /\p{Script=Han}/u.test(text);
