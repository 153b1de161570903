'use client';

import { Pause, Play, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { apiHref } from '../../../../shared/api/client';
import { Button } from '../../../../shared/ui/button';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { showToast } from '../../../../shared/ui/toast-store';
import { RECORDING, usePrompts, useUploadPrompt } from '../../recordings/use-prompts';
import { asText, type WidgetProps } from './widget-props';

const ELSEWHERE = 'elsewhere';

/** A recording: one that was uploaded, a new one, or the address of one elsewhere. */
export const PromptFileWidget = ({ field, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.recording');
  const { data } = usePrompts();
  const url = asText(value);
  const own = url.startsWith(RECORDING) ? url.slice(RECORDING.length) : undefined;
  const known = data?.items.find(({ id }) => id === own);
  const [isElsewhere, setElsewhere] = useState(url !== '' && own === undefined);
  const choose = (chosen: string) => {
    setElsewhere(chosen === ELSEWHERE);
    onChange(chosen === ELSEWHERE ? '' : chosen);
  };
  return (
    <div className="flex flex-col gap-2">
      <SelectInput {...control} value={isElsewhere ? ELSEWHERE : url} onChange={({ target }) => choose(target.value)}>
        <option value="">{t('none')}</option>
        {own !== undefined && !known && <option value={url}>{data ? t('gone') : own}</option>}
        {data?.items.map(({ id, name, durationMs }) => (
          <option key={id} value={`${RECORDING}${id}`}>
            {t('named', { name, seconds: Math.max(1, Math.round(durationMs / 1000)) })}
          </option>
        ))}
        <option value={ELSEWHERE}>{t('elsewhere')}</option>
      </SelectInput>
      {isElsewhere && (
        <TextInput
          aria-label={t('address')}
          value={url}
          maxLength={field.maxLength}
          placeholder="https://"
          onChange={({ target }) => onChange(target.value)}
        />
      )}
      <div className="flex items-center gap-2">
        {known && <Listen promptId={known.id} />}
        <UploadButton onUploaded={(id) => choose(`${RECORDING}${id}`)} />
      </div>
    </div>
  );
};

const Listen = ({ promptId }: { readonly promptId: string }) => {
  const t = useTranslations('editor.widgets.recording');
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const toggle = () => {
    if (isPlaying) audio.current?.pause();
    else audio.current?.play().catch(() => showToast({ text: t('unplayable'), tone: 'danger' }));
  };
  return (
    <>
      <Button size="small" icon={isPlaying ? Pause : Play} onClick={toggle}>
        {isPlaying ? t('stop') : t('listen')}
      </Button>
      {/* biome-ignore lint/a11y/useMediaCaption: a recording of one's own prompt; its words are not known */}
      <audio
        ref={audio}
        src={apiHref(`/prompts/${encodeURIComponent(promptId)}/audio`)}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
    </>
  );
};

const UploadButton = ({ onUploaded }: { readonly onUploaded: (promptId: string) => void }) => {
  const t = useTranslations('editor.widgets.recording');
  const file = useRef<HTMLInputElement>(null);
  const upload = useUploadPrompt();
  const take = (chosen: File | undefined) => {
    if (!chosen) return;
    upload.mutate(chosen, {
      onSuccess: ({ id, name }) => {
        onUploaded(id);
        showToast({ text: t('uploaded', { name }) });
      },
      onError: () => showToast({ text: t('refused'), tone: 'danger' }),
    });
  };
  return (
    <>
      <Button size="small" icon={Upload} isBusy={upload.isPending} onClick={() => file.current?.click()}>
        {t('upload')}
      </Button>
      <input
        ref={file}
        type="file"
        accept="audio/*"
        aria-label={t('upload')}
        className="hidden"
        onChange={({ target }) => {
          take(target.files?.[0]);
          target.value = '';
        }}
      />
    </>
  );
};
