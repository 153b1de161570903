'use client';

import { type SpeechCatalogue, speechResource } from '@callwright/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../../shared/api/client';
import type { EditorStore } from '../editor-store';

/** What calls hear and speak with here, as the api tells it. */
export const useSpeechResource = () =>
  useQuery({ queryKey: ['speech'], queryFn: ({ signal }) => api.get('/speech', speechResource, { signal }) });

/** What calls hear and speak with here; null while that is not known. */
export const useSpeech = (): SpeechCatalogue | null => {
  const { data } = useSpeechResource();
  return data?.isKnown ? data : null;
};

/** Tells an editor what there is to hear and to speak with, for its check. */
export const useKnownSpeech = (store: EditorStore): void => {
  const speech = useSpeech();
  useEffect(() => {
    if (speech) store.setState({ speech });
  }, [store, speech]);
};
