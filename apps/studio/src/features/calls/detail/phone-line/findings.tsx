'use client';

import type { SignallingResource } from '@callwright/protocol';
import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { Icon } from '../../../../shared/ui/icon';

/** What went wrong in the messages of a line, and what to do. */
export const Findings = ({
  findings,
  onShow,
}: {
  readonly findings: SignallingResource['findings'];
  /** Given the places of the messages that show it. */
  readonly onShow: (steps: readonly number[]) => void;
}) => {
  const t = useTranslations('calls.detail.phoneLine');
  if (findings.length === 0) return null;
  return (
    <ul className="flex flex-col gap-2">
      {findings.map((finding) => (
        <li
          key={`${finding.code} ${finding.steps.join(' ')}`}
          className="flex items-start gap-3 rounded-card bg-warning-soft px-4 py-3"
        >
          <Icon icon={TriangleAlert} className="mt-0.5 text-warning" />
          <div className="min-w-0 flex-1">
            <p className="font-strong">{finding.text}</p>
            <p className="text-ink-2">{finding.advice}</p>
          </div>
          {finding.steps.length > 0 && (
            <Button size="small" onClick={() => onShow(finding.steps)}>
              {t('show')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
};
