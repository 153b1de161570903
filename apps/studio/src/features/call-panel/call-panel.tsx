'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { IconButton } from '../../shared/ui/icon-button';
import { Segmented } from '../../shared/ui/segmented';
import { formatClock } from '../calls/format-time';
import { useNow } from '../calls/use-now';
import type { CallPanelProps as CallSlotProps } from '../editor/call-slot';
import { useMe } from '../session/use-session';
import { CallDesk } from './call-desk';
import type { CallState } from './call-state';
import { useBrowserCall } from './use-browser-call';
import { type CallStory, useCallStory } from './use-call-story';

/** Only the flow is needed: outside the editor the panel may stand on any page. Without `onClose` it has no title row. */
export type CallPanelProps = Pick<CallSlotProps, 'flowId' | 'publishedVersion'> &
  Partial<CallSlotProps> & {
    /** Told when a call begins and when it is over. */
    readonly onUnderWay?: (isUnderWay: boolean) => void;
  };

type Which = 'draft' | 'published';

/** Calls a flow from this browser: the draft or what is published. Takes the inspector's place in the editor. */
export const CallPanel = ({
  flowId,
  flowName,
  publishedVersion,
  document,
  ensureSaved,
  onHighlight,
  onSelectNode,
  startSignal = 0,
  onUnderWay,
  onClose,
}: CallPanelProps) => {
  const t = useTranslations('callPanel');
  const { data: me } = useMe();
  const { client, snapshot } = useBrowserCall();
  const story = useCallStory(snapshot);
  // In the editor one tries what one draws; elsewhere one calls what callers reach.
  const [which, setWhich] = useState<Which>(
    document === undefined && publishedVersion !== null ? 'published' : 'draft',
  );
  const [preparation, setPreparation] = useState<'none' | 'saving' | 'refused'>('none');
  const { phase } = snapshot.state;
  const isFree = phase === 'idle' || phase === 'ended';

  const round = useRef(0);
  useEffect(
    () => () => {
      round.current += 1;
    },
    [],
  );
  const start = useCallback(async () => {
    round.current += 1;
    const ours = round.current;
    if (which === 'draft' && ensureSaved) {
      setPreparation('saving');
      try {
        await ensureSaved();
        // The panel may have gone, or been asked again, while the draft was stored.
        if (round.current !== ours) return;
      } catch {
        // The editor says itself why it could not store; here it is enough that there is no call.
        setPreparation('refused');
        return;
      }
    }
    setPreparation('none');
    await client.start({
      callee: which === 'draft' ? `flow:${flowId}@draft` : `flow:${flowId}`,
      caller: me?.user.name,
    });
  }, [client, which, flowId, ensureSaved, me]);

  useStartSignal(startSignal, isFree, start);
  useEffect(() => onUnderWay?.(!isFree), [onUnderWay, isFree]);
  const waiting = useWaitWords(story, snapshot.state);
  const here = document?.flow.nodes.find(({ id }) => id === story.highlight.currentNodeId);
  useHighlight(story, waiting, onHighlight);

  return (
    <section
      aria-label={t('region')}
      className="flex h-full min-h-0 flex-col bg-surface [--desk-pad:16px] in-[[role=dialog]]:[--desk-pad:24px]"
    >
      {onClose && (
        <Title lead={flowName ?? t('lead')} onClose={onClose}>
          {t('title')}
        </Title>
      )}
      {publishedVersion !== null && isFree && (
        <div className="px-(--desk-pad) pb-3">
          <Segmented
            label={t('which.label')}
            value={which}
            onChange={setWhich}
            options={[
              { value: 'draft', label: t('which.draft') },
              { value: 'published', label: t('which.published', { version: publishedVersion }) },
            ]}
          />
        </div>
      )}
      <CallDesk
        client={client}
        snapshot={snapshot}
        story={story}
        place={{
          nodeName: here?.name ?? null,
          waiting,
          onShow: here && onSelectNode ? () => onSelectNode(here.id) : null,
        }}
        linksToCall
        target={{
          callLabel: t(`call.${which}`, { version: publishedVersion ?? 0 }),
          preparing: preparation === 'saving' ? t('saving') : null,
          refusal: preparation === 'refused' ? t('notSaved') : null,
        }}
        onStart={() => void start()}
      />
    </section>
  );
};

const Title = ({
  lead,
  onClose,
  children,
}: {
  readonly lead: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) => {
  const t = useTranslations('callPanel');
  return (
    <header className="flex shrink-0 items-center gap-2.5 px-4 py-3">
      <h2 className="text-lg font-title">{children}</h2>
      <span className="min-w-0 truncate text-sm text-ink-2">{lead}</span>
      <IconButton icon={X} label={t('close')} onClick={onClose} size={28} side="left" className="ml-auto" />
    </header>
  );
};

const useStartSignal = (signal: number, isFree: boolean, start: () => Promise<void>): void => {
  const answered = useRef(0);
  useEffect(
    () => () => {
      answered.current = 0;
    },
    [],
  );
  useEffect(() => {
    if (signal <= answered.current) return;
    answered.current = signal;
    if (isFree) void start();
  }, [signal, isFree, start]);
};

/** What the call waits for, in words: "Listening, 0:06". */
const useWaitWords = ({ waiting, soundAtMs }: CallStory, state: CallState): string | null => {
  const t = useTranslations('callPanel.waits');
  const nowMs = useNow(state.phase === 'live');
  if (state.phase !== 'live' || !waiting) return null;
  const arrivedAtMs = state.liveSinceMs - soundAtMs;
  return t(waiting.for, { time: formatClock(nowMs - arrivedAtMs - waiting.sinceMs) });
};

/** Lights the canvas while there is a call, and leaves the way it took lit until the panel goes. */
const useHighlight = (
  { highlight }: CallStory,
  waiting: string | null,
  onHighlight: CallPanelProps['onHighlight'],
): void => {
  const tell = useRef(onHighlight);
  useEffect(() => {
    tell.current = onHighlight;
  });
  useEffect(() => {
    if (highlight.visitedNodeIds.length === 0) tell.current?.(null);
    else tell.current?.(waiting === null ? highlight : { ...highlight, waitsFor: waiting });
  }, [highlight, waiting]);
  useEffect(() => () => tell.current?.(null), []);
};
