/** The models inside the soundswallower package; both are of telephone band, 8 kHz. */
export const languageModels = {
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
export function asrLanguageOf(tag) {
  const subtag = tag.toLowerCase().split(/[-_]/)[0];
  return subtag === 'en' || subtag === 'fr' ? subtag : null;
}
//# sourceMappingURL=languages.js.map
