'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { IconButton } from '../../../shared/ui/icon-button';
import { TabList, TabPanel, Tabs } from '../../../shared/ui/tabs';
import type { CallHighlight, CallPanelProps } from '../call-slot';
import { useActions, useEditor } from '../editor-context';
import { TypePanel } from './type-panel';

type CallProps = Omit<CallPanelProps, 'onClose'>;

/** The ways to try a flow, in the inspector's place: by typing, without a telephone, or by calling it. */
export const TestPanel = ({
  callPanel: CallPanel,
  call,
  onClose,
}: {
  readonly callPanel: ComponentType<CallProps>;
  readonly call: CallProps;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('testPanel');
  const actions = useActions();
  const way = useEditor((state) => state.testBy);
  const { hasCalled, onHighlight } = useCallTab(way, call.onHighlight);
  return (
    <section aria-label={t('region')} className="flex h-full min-h-0 flex-col bg-surface">
      <header className="flex shrink-0 items-center gap-2.5 px-4 pt-3 pb-1">
        <h2 className="text-lg font-title">{t('title')}</h2>
        {way === 'type' && <span className="min-w-0 truncate text-sm text-ink-2">{t('lead')}</span>}
        <IconButton icon={X} label={t('close')} onClick={onClose} size={28} side="left" className="ml-auto" />
      </header>
      <Tabs value={way} onChange={actions.setTestBy} className="flex min-h-0 flex-1 flex-col">
        <TabList
          label={t('ways.label')}
          tabs={[
            { value: 'type', label: t('ways.type') },
            { value: 'call', label: t('ways.call') },
          ]}
        />
        <TabPanel value="type" tabIndex={-1} className="min-h-0 flex-1 outline-none">
          <TypePanel onHighlight={call.onHighlight} onSelectNode={call.onSelectNode} />
        </TabPanel>
        {/* A call that is under way goes on while one looks at the other page. */}
        {hasCalled && (
          <TabPanel
            value="call"
            forceMount
            tabIndex={-1}
            hidden={way !== 'call'}
            className="min-h-0 flex-1 pt-3 outline-none"
          >
            <CallPanel {...call} onHighlight={onHighlight} />
          </TabPanel>
        )}
      </Tabs>
    </section>
  );
};

/** Whether the page of calls was ever opened, and what its call lights while it is shown. */
const useCallTab = (way: 'type' | 'call', light: CallProps['onHighlight']) => {
  const [hasCalled, setHasCalled] = useState(way === 'call');
  const latest = useRef<CallHighlight | null>(null);
  const shown = useRef(way);
  useEffect(() => {
    shown.current = way;
    if (way !== 'call') return;
    setHasCalled(true);
    light(latest.current);
  }, [way, light]);
  const [onHighlight] = useState(() => (highlight: CallHighlight | null) => {
    latest.current = highlight;
    if (shown.current === 'call') light(highlight);
  });
  return { hasCalled, onHighlight };
};
