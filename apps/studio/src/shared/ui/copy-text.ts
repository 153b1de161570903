import { showToast } from './toast-store';

/** Puts a text on the clipboard and says so, or says that the browser did not let it. */
export const copyText = async (
  text: string,
  words: { readonly done: string; readonly refused: string },
): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: words.done });
  } catch {
    // Pages that are not secure have no clipboard.
    showToast({ text: words.refused, tone: 'danger' });
  }
};
