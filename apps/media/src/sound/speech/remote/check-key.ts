import { AppError } from '@callwright/protocol';

/**
 * Refuses a key before it is sent: one that is missing, and one no header can hold, which some libraries would repeat in
 * their errors.
 * @throws AppError `speech.notConfigured`
 */
export function checkKey(
  apiKey: string | null,
  { title, needsKey }: { readonly title: string; readonly needsKey: boolean },
): void {
  if (needsKey && !apiKey) throw new AppError('speech.notConfigured', `${title} needs a key, and there is none`);
  if (apiKey !== null && !/^[\x20-\x7e]*$/.test(apiKey))
    throw new AppError('speech.notConfigured', `The key of ${title} holds characters that no key has`);
}
