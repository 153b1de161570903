/** Abbreviations whose full stop ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:mr|mrs|ms|dr|prof|st|no|vs|etc|e\.g|i\.e|[a-z])\.$/i;
const SENTENCE_END = /[.!?\u2026]+["')\u201d\u2019]*(?=\s)|[\u3002\uff01\uff1f]|\n+/g;

/**
 * Cuts a text into sentences, so that the first can be heard while the others are made. Joined by spaces they are the
 * text again, but for white space. A sentence longer than `maxLength` is cut at a comma or a space.
 * @returns none for an empty text
 */
export function splitSentences(text: string, maxLength = 240): readonly string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const sentence = text.slice(start, end);
    if (ABBREVIATION.test(sentence)) continue;
    sentences.push(sentence);
    start = end;
  }
  sentences.push(text.slice(start));
  return sentences.flatMap((sentence) => cutLong(sentence.trim(), maxLength)).filter((part) => part !== '');
}

function cutLong(sentence: string, maxLength: number): readonly string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > maxLength) {
    const cut = cutBefore(rest, maxLength);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return [...parts, rest];
}

/** After the last comma of the first `maxLength` characters, else at the last space, else right there. */
function cutBefore(text: string, maxLength: number): number {
  const head = text.slice(0, maxLength);
  const comma = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': '));
  if (comma > maxLength / 3) return comma + 1;
  const space = head.lastIndexOf(' ');
  return space > 0 ? space : maxLength;
}
