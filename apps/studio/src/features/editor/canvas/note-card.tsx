'use client';

import type { Node, NodeProps } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';

/** A note on the canvas. */
export type NoteNode = Node<
  { readonly text: string; readonly onChange: ((noteId: string, text: string) => void) | undefined },
  'note'
>;

/** A note for colleagues: callers never hear it. */
export const NoteCard = memo(({ id, data, selected }: NodeProps<NoteNode>) => {
  const t = useTranslations('editor.canvas');
  return (
    <div className="note-card" data-selected={selected || undefined}>
      {data.onChange ? (
        <textarea
          className="nodrag"
          aria-label={t('note')}
          placeholder={t('notePlaceholder')}
          value={data.text}
          maxLength={2000}
          onChange={(event) => data.onChange?.(id, event.target.value)}
        />
      ) : (
        <p className="whitespace-pre-line">{data.text}</p>
      )}
    </div>
  );
});
