'use client';

import type { ConvertRecording } from '@callwright/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { hasCode } from '../../shared/api/api-failure';
import { api } from '../../shared/api/client';
import { showToast } from '../../shared/ui/toast-store';

/** Has the recording of a call turned into another file; how far that is stands in the call. */
export const useConversion = (callId: string) => {
  const t = useTranslations('calls.detail.recording');
  const queries = useQueryClient();
  const reread = () => queries.invalidateQueries({ queryKey: ['call', callId] });
  const { mutate, isPending } = useMutation({
    mutationFn: ({ format, channels }: ConvertRecording) =>
      api.post(`/calls/${encodeURIComponent(callId)}/recording/convert`, { format, channels }, z.unknown()),
    onSuccess: reread,
    onError: (error) => {
      // Somebody else was faster: what it is now is read.
      if (hasCode(error, 'api.conflict')) void reread();
      else showToast({ text: t('convertRefused'), tone: 'danger' });
    },
  });
  return { convert: (wanted: ConvertRecording) => mutate(wanted), isAsked: isPending };
};
