'use client';

import { useTranslations } from 'next-intl';
import { Mark } from '../../shared/frame/mark';
import { CallDesk } from './call-desk';
import { findOpenLine } from './find-line';
import { useBrowserCall } from './use-browser-call';
import { useCallStory } from './use-call-story';

/** A page of its own to call one line: what a call link opens, for strangers too where the line is open to everybody. */
export const LinePage = ({ name }: { readonly name: string }) => {
  const t = useTranslations('callPanel');
  const { client, snapshot } = useBrowserCall(findOpenLine);
  const story = useCallStory(snapshot);
  return (
    <main id="page" className="grid h-full place-items-center overflow-y-auto p-4">
      <section
        aria-label={t('region')}
        className="flex h-[min(680px,calc(100dvh-32px))] w-full max-w-[400px] flex-col overflow-hidden rounded-[20px] border [--desk-pad:16px] border-line bg-surface shadow-e3"
      >
        <header className="flex items-center gap-3 px-4 pt-4 pb-3">
          <Mark className="size-[34px] shrink-0 text-accent" />
          <h1 className="min-w-0 truncate text-lg font-title tabular-nums">{name}</h1>
        </header>
        <CallDesk
          client={client}
          snapshot={snapshot}
          story={story}
          place={{ nodeName: null, waiting: null, onShow: null }}
          target={{ callLabel: t('call.line', { name }), preparing: null, refusal: null }}
          linksToCall={false}
          onStart={() => void client.start({ callee: name })}
        />
      </section>
    </main>
  );
};
