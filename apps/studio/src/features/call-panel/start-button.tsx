'use client';

import { Phone } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../shared/ui/button';
import { Icon } from '../../shared/ui/icon';
import { Spinner } from '../../shared/ui/spinner';
import type { DeskTarget } from './call-desk';

/** The one thing to press before a call, and to press again after it. */
export const StartButton = ({
  target,
  isAgain,
  isCompact,
  onStart,
}: {
  readonly target: DeskTarget;
  readonly isAgain: boolean;
  readonly isCompact: boolean;
  readonly onStart: () => void;
}) => {
  const t = useTranslations('callPanel');
  const isBusy = target.preparing !== null;
  const label = isAgain ? t('call.again') : target.callLabel;
  if (isCompact)
    return (
      <div className="px-(--desk-pad) pb-3.5">
        <Button kind="primary" icon={Phone} isBusy={isBusy} onClick={onStart} className="h-10 w-full">
          {target.preparing ?? label}
        </Button>
        {target.refusal && <Refusal text={target.refusal} />}
      </div>
    );
  return (
    <div className="flex flex-col items-center gap-4 px-8 py-10 text-center">
      <button
        type="button"
        onClick={onStart}
        disabled={isBusy}
        className="group flex flex-col items-center gap-3 rounded-card p-2 text-lg font-title disabled:cursor-default"
      >
        <span className="grid size-[76px] place-items-center rounded-full bg-accent text-on-accent shadow-e2 transition-colors duration-[120ms] group-hover:bg-accent-hover">
          {isBusy ? <Spinner size={26} /> : <Icon icon={Phone} size={30} />}
        </span>
        {target.preparing ?? label}
      </button>
      {target.refusal && <Refusal text={target.refusal} />}
      {!isAgain && <p className="max-w-[270px] text-sm text-balance text-ink-3">{t('hint')}</p>}
    </div>
  );
};

const Refusal = ({ text }: { readonly text: string }) => (
  <p role="alert" className="mt-1 text-danger">
    {text}
  </p>
);
