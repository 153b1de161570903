'use client';

import type { NodeDefinition } from '@callwright/flow-engine';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { Icon } from '../../../shared/ui/icon';
import { type DocsBlock, type DocsPiece, docsBlocks } from './docs-blocks';

/** What this kind of step does: a sentence, and its whole page when it is opened. */
export const StepHelp = ({ definition }: { readonly definition: NodeDefinition }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="mx-4 mt-1 rounded-card bg-surface-2">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-start gap-2.5 px-3 py-2.5 text-left text-ink-2"
      >
        <Icon icon={CircleHelp} className="mt-0.5" />
        <span className="flex-1">{definition.description}</span>
        <Icon icon={ChevronRight} size={14} className={`mt-[3px] transition-transform ${isOpen ? 'rotate-90' : ''}`} />
      </button>
      {isOpen && <Page type={definition.type} />}
    </section>
  );
};

const Page = ({ type }: { readonly type: string }) => {
  // The pages are 20 kB that few open.
  const { data } = useQuery({
    queryKey: ['docs', type],
    queryFn: async () => docsBlocks((await import('@callwright/nodes/docs')).nodeDocs[type] ?? ''),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="flex flex-col gap-2 px-3 pb-3">
      {data?.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page does not change
        <Block key={at} block={block} />
      ))}
    </div>
  );
};

const Block = ({ block }: { readonly block: DocsBlock }) => {
  switch (block.kind) {
    case 'heading':
      return <h4 className="mt-1 font-title">{block.text}</h4>;
    case 'list':
      return (
        <ul className="flex list-disc flex-col gap-1 pl-4">
          {block.items.map((pieces, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a page does not change
            <li key={at}>
              <Pieces pieces={pieces} />
            </li>
          ))}
        </ul>
      );
    case 'text':
      return (
        <p>
          <Pieces pieces={block.pieces} />
        </p>
      );
  }
};

const Pieces = ({ pieces }: { readonly pieces: readonly DocsPiece[] }) =>
  pieces.map((piece, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a page does not change
    <Piece key={at} piece={piece} />
  ));

const Piece = ({ piece: { kind, text } }: { readonly piece: DocsPiece }) => {
  if (kind === 'strong') return <b>{text}</b>;
  return kind === 'code' ? <code className="font-mono text-sm">{text}</code> : text;
};
