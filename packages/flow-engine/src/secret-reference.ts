/**
 * A secret of a call, as everything but the vault sees it: `⟦...⟧` around a name that cannot be guessed. The vault of the
 * call puts the value in where a request is sent; nothing else ever holds it.
 */
const REFERENCE = /⟦[^⟦⟧]*⟧/gu;

/** Whether a value is a reference and nothing else. */
export const isSecretReference = (value: unknown): boolean => typeof value === 'string' && /^⟦[^⟦⟧]+⟧$/u.test(value);

/** A text as it may be said, sent or shown: without its references. */
export const withoutSecrets = (text: string): string => (text.includes('⟦') ? text.replace(REFERENCE, '') : text);

/** A text with each reference replaced by what `reveal` says; unknown ones are taken out. */
export const revealSecrets = (text: string, reveal: (reference: string) => string | undefined): string =>
  text.includes('⟦') ? text.replace(REFERENCE, (reference) => reveal(reference) ?? '') : text;
