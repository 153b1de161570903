'use client';

import type { FlowNode, SpeechPreview } from '@callwright/protocol';
import { LoaderCircle, Play, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId } from 'react';
import { ApiFailure } from '../../../shared/api/api-failure';
import { api } from '../../../shared/api/client';
import { Button } from '../../../shared/ui/button';
import { failureKind } from '../../../shared/ui/failure-note';
import { Icon } from '../../../shared/ui/icon';
import { IconButton } from '../../../shared/ui/icon-button';
import { Spinner } from '../../../shared/ui/spinner';
import { showToast } from '../../../shared/ui/toast-store';
import { useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { OneSound, useHeard } from './one-sound';
import { previewWords } from './preview-words';

/** Says a text with the voice of the flow; again, it stops. Nothing where there is nothing to say. */
export const ListenButton = ({
  words,
  language,
  step,
  isSmall = false,
}: {
  readonly words: string;
  /** Absent: that of the flow. */
  readonly language?: string | undefined;
  /** The step that says it: it may have a voice and a pace of its own. */
  readonly step?: FlowNode | undefined;
  /** An icon alone, where there is no room. */
  readonly isSmall?: boolean;
}) => {
  const t = useTranslations('editor.listen');
  const failureWords = useFailureWords();
  const id = useId();
  const heard = useHeard(sound);
  const settings = useEditor((state) => documentOf(state).flow.settings);
  const text = previewWords(words, settings.variables);
  useEffect(() => () => stopIfOf(id), [id]);
  if (text === '') return null;
  const own = heard.state !== 'silent' && heard.of === id ? heard : null;
  const isOn = own !== null && own.state !== 'failed';
  const preview: SpeechPreview = {
    ...{ text, language: language ?? settings.language },
    ...mannerOf(settings.speaker, step),
  };
  const press = async () => {
    if (isOn) return sound.stop();
    await sound.play(id, (signal) => api.postForFile('/speech/preview', preview, { signal }));
    const { heard: now } = sound;
    // There is no room for words beside an icon.
    if (isSmall && now.state === 'failed' && now.of === id)
      showToast({ text: failureWords(now.error), tone: 'danger' });
  };
  const label = t(isOn ? 'stop' : 'listen');
  const icon = isOn ? Square : Play;
  if (isSmall)
    return (
      <IconButton
        icon={own?.state === 'loading' ? LoaderCircle : icon}
        size={24}
        label={label}
        aria-busy={own?.state === 'loading' || undefined}
        className={own?.state === 'loading' ? '[&_svg]:animate-turn' : undefined}
        onClick={() => void press()}
      />
    );
  return (
    <>
      <Button size="small" onClick={() => void press()}>
        {own?.state === 'loading' ? <Spinner size={14} /> : <Icon icon={icon} size={14} />}
        {label}
      </Button>
      {own?.state === 'failed' && (
        <span role="alert" className="text-sm text-danger">
          {failureWords(own.error)}
        </span>
      )}
    </>
  );
};

// What a step does not say is as in the whole flow.
const mannerOf = (usual: string | undefined, step: FlowNode | undefined): Pick<SpeechPreview, 'speaker' | 'speed'> => {
  const { speaker: own, speedPercent } = step?.config ?? {};
  const speaker = typeof own === 'string' && own !== '' ? own : usual;
  return { ...(speaker && { speaker }), ...(typeof speedPercent === 'number' && { speed: speedPercent / 100 }) };
};

const stopIfOf = (id: string): void => {
  const { heard } = sound;
  if (heard.state !== 'silent' && heard.of === id) sound.stop();
};

const useFailureWords = (): ((error: unknown) => string) => {
  const t = useTranslations('editor.listen.failure');
  const words = useTranslations('shared.failure');
  return (error) => {
    const own = error instanceof ApiFailure ? OWN_WORDS[error.code] : undefined;
    return own ? t(own) : words(failureKind(error));
  };
};

const OWN_WORDS: Readonly<Record<string, 'language' | 'voice' | 'late' | 'noProcess' | 'tooMany'>> = {
  'speech.unsupportedLanguage': 'language',
  'speech.ttsFailed': 'voice',
  'speech.notConfigured': 'voice',
  'speech.unavailable': 'voice',
  'speech.timeout': 'late',
  'media.timeout': 'late',
  'control.unavailable': 'noProcess',
  'api.tooManyRequests': 'tooMany',
};

let element: HTMLAudioElement | null = null;
let address: string | null = null;

/** One for the whole page: two voices at once are none. */
const sound = new OneSound({
  play: async (blob, onEnd) => {
    address = URL.createObjectURL(blob);
    element = new Audio(address);
    element.onended = onEnd;
    await element.play();
  },
  stop: () => {
    element?.pause();
    element = null;
    if (address !== null) URL.revokeObjectURL(address);
    address = null;
  },
});
