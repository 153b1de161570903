// The encodings are in every browser and in Node; the type library of neither belongs in a pure package.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8, which is what SIP is written in (RFC 3261 §7). */
export const encodeText = (text: string): Uint8Array => encoder.encode(text);

/** Reads UTF-8. What is not UTF-8 is taken for Latin-1, which old exchanges still put into display names. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    // Not an error: every byte is a character of Latin-1.
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}

const isBlank = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';

/** Without the spaces and tabs at both ends; other white space is part of a value. Takes time in proportion to the length. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return text.slice(start, end);
}
