'use client';

import type { CallSummary } from '@callwright/protocol';
import { Tag } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip } from '../../../shared/ui/chip';
import { tagsOf } from './call-filter';

const SHOWN = 3;

/** What a flow marked a call with. @param onTag makes each a button that asks for the calls with it */
export const CallTags = ({ call, onTag }: { readonly call: CallSummary; readonly onTag?: (tag: string) => void }) => {
  const t = useTranslations('calls.tags');
  const tags = tagsOf(call);
  const more = tags.length - SHOWN;
  return (
    <>
      {call.flowOutcome && (
        <span title={t('outcome')} className="inline-flex">
          <Chip tone="accent">{call.flowOutcome}</Chip>
        </span>
      )}
      {tags.slice(0, SHOWN).map((tag) => {
        const chip = (
          <Chip icon={Tag} className="max-w-40">
            <span className="truncate">{tag.replace(':', ': ')}</span>
          </Chip>
        );
        if (!onTag)
          return (
            <span key={tag} className="inline-flex">
              {chip}
            </span>
          );
        return (
          // Above the link that covers the row.
          <button
            key={tag}
            type="button"
            title={t('only', { tag })}
            onClick={() => onTag(tag)}
            className="relative z-10 inline-flex rounded-full hover:brightness-95"
          >
            {chip}
          </button>
        );
      })}
      {more > 0 && (
        <span title={tags.slice(SHOWN).join(', ')} className="text-sm text-ink-3">
          {t('more', { count: more })}
        </span>
      )}
    </>
  );
};
