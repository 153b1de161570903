'use client';

import type { FlowSummary } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../shared/api/client';
import { showToast } from '../../shared/ui/toast-store';
import { useFlowCommands } from './use-flows';

const UNDO_MS = 8000;

/**
 * Deleting with a way back: a flow is gone from the list at once, and from the store when nobody took it back.
 * Leaving the page before that deletes it too.
 */
export const useDeletedFlows = () => {
  const t = useTranslations('flows');
  const words = useTranslations('shared');
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const waiting = useRef(new Set<string>());
  const { remove } = useFlowCommands();

  useEffect(() => {
    const ids = waiting.current;
    const finish = () => {
      for (const id of ids) api.delete(`/flows/${id}`, { keepalive: true }).catch(() => undefined);
      ids.clear();
    };
    window.addEventListener('pagehide', finish);
    return () => window.removeEventListener('pagehide', finish);
  }, []);

  const bringBack = (id: string) => {
    waiting.current.delete(id);
    setGone((before) => new Set([...before].filter((one) => one !== id)));
  };
  const finish = ({ id, name }: FlowSummary) => {
    if (!waiting.current.delete(id)) return;
    remove.mutate(id, {
      onError: () => {
        bringBack(id);
        showToast({ text: t('deleteFailed', { name }), tone: 'danger' });
      },
    });
  };
  return {
    isDeleted: (id: string) => gone.has(id),
    remove: (flow: FlowSummary) => {
      waiting.current.add(flow.id);
      setGone((before) => new Set([...before, flow.id]));
      showToast({
        text: t('deleted', { name: flow.name }),
        durationMs: UNDO_MS,
        action: { label: words('undo'), run: () => bringBack(flow.id) },
        onExpire: () => finish(flow),
      });
    },
  };
};
