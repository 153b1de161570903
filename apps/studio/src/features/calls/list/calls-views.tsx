'use client';

import {
  CircleAlert,
  CircleCheck,
  Inbox,
  type LucideIcon,
  PhoneCall,
  PhoneMissed,
  PhoneOff,
  Workflow,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Icon } from '../../../shared/ui/icon';
import { useFlowNames } from '../read-calls';
import { type CallFilter, type CallView, callViews } from './call-filter';

const ICONS = {
  all: Inbox,
  live: PhoneCall,
  completed: CircleCheck,
  hungUp: PhoneMissed,
  notReached: PhoneOff,
  failed: CircleAlert,
} satisfies Record<CallView, LucideIcon>;

/** What the list may show: how calls went, and which flow they came to. */
export const CallsViews = ({
  filter,
  liveCount,
  onChange,
}: {
  readonly filter: CallFilter;
  readonly liveCount: number;
  readonly onChange: (filter: CallFilter) => void;
}) => {
  const t = useTranslations('calls.views');
  const { data } = useFlowNames();
  return (
    <nav
      aria-label={t('label')}
      className="w-[236px] shrink-0 overflow-y-auto border-r border-line px-3 py-[18px] max-[960px]:flex max-[960px]:w-full max-[960px]:gap-1 max-[960px]:border-r-0 max-[960px]:border-b max-[960px]:py-2"
    >
      <Heading>{t('label')}</Heading>
      {callViews.map((view) => (
        <Choice
          key={view}
          icon={ICONS[view]}
          isOn={filter.view === view}
          onChoose={() => onChange({ ...filter, view })}
          count={view === 'live' && liveCount > 0 ? liveCount : null}
        >
          {t(view)}
        </Choice>
      ))}
      {data && data.items.length > 0 && (
        <div className="max-[960px]:hidden">
          <Heading className="mt-5">{t('flows')}</Heading>
          {data.items.map(({ id, name }) => (
            <Choice
              key={id}
              icon={Workflow}
              isOn={filter.flowId === id}
              onChoose={() => onChange({ ...filter, flowId: filter.flowId === id ? null : id })}
            >
              {name}
            </Choice>
          ))}
        </div>
      )}
    </nav>
  );
};

const Heading = ({ children, className = '' }: { readonly children: ReactNode; readonly className?: string }) => (
  <h2 className={`px-2.5 pb-1.5 text-sm font-semibold text-ink-3 max-[960px]:hidden ${className}`}>{children}</h2>
);

const Choice = ({
  icon,
  isOn,
  onChoose,
  count = null,
  children,
}: {
  readonly icon: LucideIcon;
  readonly isOn: boolean;
  readonly onChoose: () => void;
  readonly count?: number | null;
  readonly children: ReactNode;
}) => (
  <button
    type="button"
    aria-pressed={isOn}
    onClick={onChoose}
    className={`flex h-[34px] w-full items-center gap-2.5 rounded-field px-2.5 text-left max-[960px]:w-auto ${
      isOn ? 'bg-accent-soft font-semibold text-accent' : 'text-ink hover:bg-surface-3'
    }`}
  >
    <Icon icon={icon} className={isOn ? '' : 'text-ink-2'} />
    <span className="min-w-0 flex-1 truncate">{children}</span>
    {count !== null && <b className="font-title text-live tabular-nums">{count}</b>}
  </button>
);
