/** A run of words of one kind. */
export type DocsPiece = { readonly kind: 'words' | 'strong' | 'code'; readonly text: string };
/** A part of a node's page. */
export type DocsBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly (readonly DocsPiece[])[] }
  | { readonly kind: 'text'; readonly pieces: readonly DocsPiece[] };

/**
 * A node's page as the form shows it: headings, lists and paragraphs.
 * Its title and its example for developers are left out.
 */
export const docsBlocks = (markdown: string): readonly DocsBlock[] => {
  const [page = ''] = markdown.split(/^## Example\b/m);
  return page
    .split(/\n{2,}|\n(?=## )|(?<=^## .*)\n/m)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !block.startsWith('# '))
    .map(blockOf);
};

const blockOf = (block: string): DocsBlock => {
  if (block.startsWith('## ')) return { kind: 'heading', text: block.slice(3) };
  if (block.startsWith('- ')) {
    const items = block.split(/\n(?=- )/).map((item) => piecesOf(item.slice(2)));
    return { kind: 'list', items };
  }
  return { kind: 'text', pieces: piecesOf(block) };
};

const MARKED = /\*\*(.+?)\*\*|`(.+?)`/g;

const piecesOf = (text: string): readonly DocsPiece[] => {
  const pieces: DocsPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKED)) {
    if (match.index > from) pieces.push({ kind: 'words', text: text.slice(from, match.index) });
    pieces.push(match[1] === undefined ? { kind: 'code', text: match[2] ?? '' } : { kind: 'strong', text: match[1] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'words', text: text.slice(from) });
  return pieces;
};
