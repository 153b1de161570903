import { primarySubtag } from '@callwright/protocol';
/** A language the engine has a model for. */
export type AsrLanguage = 'en' | 'fr';

/** What differs from language to language. */
export type LanguageModel = {
  /** Folder of the model inside the package. */
  readonly model: string;
  /** The sounds of the model, without silence and noise. */
  readonly sounds: readonly string[];
};

/** The models inside the soundswallower package; both are of telephone band, 8 kHz. */
export const languageModels: Readonly<Record<AsrLanguage, LanguageModel>> = {
  en: {
    model: 'en-us',
    sounds: [
      ...['AA', 'AE', 'AH', 'AO', 'AW', 'AY', 'B', 'CH', 'D', 'DH', 'EH', 'ER', 'EY', 'F', 'G', 'HH', 'IH', 'IY'],
      ...['JH', 'K', 'L', 'M', 'N', 'NG', 'OW', 'OY', 'P', 'R', 'S', 'SH', 'T', 'TH', 'UH', 'UW', 'V', 'W', 'Y'],
      ...['Z', 'ZH'],
    ],
  },
  fr: {
    model: 'fr-fr',
    sounds: [
      ...['aa', 'ai', 'an', 'au', 'bb', 'ch', 'dd', 'ee', 'ei', 'eu', 'ff', 'gg', 'gn', 'ii', 'in', 'jj', 'kk', 'll'],
      ...['mm', 'nn', 'oe', 'on', 'oo', 'ou', 'pp', 'rr', 'ss', 'tt', 'un', 'uu', 'uy', 'vv', 'ww', 'yy', 'zz'],
    ],
  },
};

/** The language of a BCP 47 tag, or null when there is no model for it. */
export function asrLanguageOf(tag: string): AsrLanguage | null {
  const subtag = primarySubtag(tag);
  return subtag === 'en' || subtag === 'fr' ? subtag : null;
}
