/** What the IVR says and asks; its peers write down the same, in their own form of templates. */
export const words = {
  menu: 'For appointments press 1, for your bill press 2.',
  noInput: 'Are you still there? Press 1 or 2.',
  noMatch: 'That is not one of the choices. Press 1 or 2.',
} as const;

/** The answers of its menu. */
export const choices = [
  { id: 'booking', keys: '1' },
  { id: 'billing', keys: '2' },
] as const;

/** How long it waits for an answer, in ms. */
export const MENU_TIMEOUT_MS = 5_000;
/** How long it waits for another key, in ms. */
export const INTER_DIGIT_MS = 3_000;
/** How often it asks again, after silence and after a wrong key. */
export const RETRIES = 1;
/** The language of its voice. */
export const LANGUAGE = 'en-US';
