'use client';

import type { SimulatorState } from '@callwright/flow-engine/simulator';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { ConversationEntry } from '../../call-panel/conversation-list';
import { RemarkLine } from '../../calls/journal/remark-line';
import { logOf } from './test-log';

/** What was said, pressed and done in the test call, with the time of its own clock, newest at the foot. */
export const TestLog = ({ state: { journal } }: { readonly state: SimulatorState }) => {
  const t = useTranslations('callPanel.said');
  const log = useMemo(() => logOf(journal), [journal]);
  const foot = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new decides when the foot comes into view
  useEffect(() => {
    foot.current?.scrollIntoView({ block: 'nearest' });
  }, [log.length]);
  return (
    <div
      role="log"
      aria-label={t('label')}
      className="flex min-h-24 flex-1 flex-col gap-2.5 overflow-y-auto px-(--desk-pad) py-3"
    >
      {log.map((line) =>
        'entry' in line ? (
          <ConversationEntry key={line.key} entry={line.entry} />
        ) : (
          <RemarkLine key={line.key} remark={line.remark} isCentred />
        ),
      )}
      <div ref={foot} />
    </div>
  );
};
