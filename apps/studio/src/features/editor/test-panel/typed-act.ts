/** What a caller does who types this: keys alone are pressed, as on the command line; all else is said. */
export const typedAct = (text: string): { readonly presses: string } | { readonly says: string } =>
  /^[0-9*#]+$/.test(text) ? { presses: text } : { says: text };
