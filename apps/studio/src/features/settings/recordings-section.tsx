'use client';

import type { PromptResource } from '@callwright/protocol';
import { Pause, Play, Plus, Trash2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { hasCode } from '../../shared/api/api-failure';
import { apiHref } from '../../shared/api/client';
import { Button } from '../../shared/ui/button';
import { EmptyState } from '../../shared/ui/empty-state';
import { FailureNote } from '../../shared/ui/failure-note';
import { IconButton } from '../../shared/ui/icon-button';
import { Skeleton } from '../../shared/ui/spinner';
import { showToast } from '../../shared/ui/toast-store';
import { formatClock } from '../calls/format-time';
import { ConfirmDialog } from './confirm-dialog';
import { formatDay } from './format-day';
import { formatSize, MAX_PROMPT_BYTES, nameOfFile, PROMPT_FILES } from './prompt-file';
import { usePromptChanges, usePrompts } from './resources';
import { Section, Table } from './section';

/** Sound files that steps can play. */
export const RecordingsSection = () => {
  const t = useTranslations('settings');
  const { data, error, refetch } = usePrompts();
  const { remove } = usePromptChanges();
  const { add, isAdding } = useAdding();
  const picker = useRef<HTMLInputElement>(null);
  const [doomed, setDoomed] = useState<PromptResource | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  const { isOver, dropProps } = useDrop((files) => void add(files));
  const addButton = (
    <Button kind="primary" icon={Plus} isBusy={isAdding} onClick={() => picker.current?.click()}>
      {t('recordings.add')}
    </Button>
  );
  return (
    <div {...dropProps} className="relative min-h-full">
      <Section
        title={t('sections.recordings')}
        lead={t('recordings.lead')}
        action={data && data.items.length > 0 ? addButton : undefined}
      >
        <input
          ref={picker}
          type="file"
          accept={PROMPT_FILES}
          multiple
          hidden
          data-testid="prompt-file"
          onChange={(event) => {
            void add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        {error && <FailureNote error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-40" />}
        {data && data.items.length === 0 && <EmptyState text={t('recordings.empty')}>{addButton}</EmptyState>}
        {data && data.items.length > 0 && (
          <Table
            head={
              <>
                <th scope="col" className="w-12">
                  <span className="sr-only">{t('recordings.play', { name: '' })}</span>
                </th>
                <th scope="col">{t('recordings.name')}</th>
                <th scope="col" className="text-right">
                  {t('recordings.length')}
                </th>
                <th scope="col" className="text-right">
                  {t('recordings.size')}
                </th>
                <th scope="col">{t('recordings.addedOn')}</th>
                <th scope="col" />
              </>
            }
          >
            {data.items.map((prompt) => (
              <PromptRow
                key={prompt.id}
                prompt={prompt}
                isPlaying={playing === prompt.id}
                onPlay={(isOn) => setPlaying(isOn ? prompt.id : null)}
                onDelete={() => setDoomed(prompt)}
              />
            ))}
          </Table>
        )}
        {doomed && (
          <ConfirmDialog
            isOpen
            title={t('recordings.deleteTitle', { name: doomed.name })}
            lead={t('recordings.deleteLead')}
            confirm={t('recordings.deleteSave')}
            onConfirm={() => remove.mutateAsync(doomed.id)}
            onClose={() => setDoomed(null)}
          />
        )}
      </Section>
      {isOver && (
        <div className="pointer-events-none absolute inset-0 grid place-items-center rounded-card border-2 border-dashed border-accent bg-accent-soft/80 text-lg font-title text-accent">
          {t('recordings.drop')}
        </div>
      )}
    </div>
  );
};

const PromptRow = ({
  prompt,
  isPlaying,
  onPlay,
  onDelete,
}: {
  readonly prompt: PromptResource;
  readonly isPlaying: boolean;
  readonly onPlay: (isOn: boolean) => void;
  readonly onDelete: () => void;
}) => {
  const t = useTranslations('settings.recordings');
  const locale = useLocale();
  return (
    <tr>
      <td>
        <IconButton
          icon={isPlaying ? Pause : Play}
          label={t(isPlaying ? 'stop' : 'play', { name: prompt.name })}
          size={28}
          side="right"
          onClick={() => onPlay(!isPlaying)}
        />
        {isPlaying && <Sound promptId={prompt.id} onEnd={() => onPlay(false)} />}
      </td>
      <td className="font-semibold">{prompt.name}</td>
      <td className="text-right tabular-nums">{formatClock(prompt.durationMs)}</td>
      <td className="text-right text-ink-2 tabular-nums">{formatSize(prompt.sizeBytes)}</td>
      <td className="whitespace-nowrap text-ink-2">{formatDay(prompt.createdAt, locale)}</td>
      <td className="text-right">
        <IconButton icon={Trash2} label={t('delete', { name: prompt.name })} size={28} side="left" onClick={onDelete} />
      </td>
    </tr>
  );
};

const Sound = ({ promptId, onEnd }: { readonly promptId: string; readonly onEnd: () => void }) => {
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  return (
    // biome-ignore lint/a11y/useMediaCaption: the recording's own name says what it is
    <audio
      autoPlay
      src={apiHref(`/prompts/${encodeURIComponent(promptId)}/audio`)}
      onEnded={() => end.current()}
      onError={() => end.current()}
    />
  );
};

/** Adds files one after the other, and says of each how it went. */
const useAdding = () => {
  const t = useTranslations('settings.recordings');
  const { upload } = usePromptChanges();
  const [isAdding, setAdding] = useState(false);
  const addOne = async (file: File) => {
    const name = nameOfFile(file.name);
    if (file.size > MAX_PROMPT_BYTES) {
      showToast({ text: t('tooLarge', { name: file.name }), tone: 'danger' });
      return;
    }
    try {
      await upload.mutateAsync({ name, file });
      showToast({ text: t('added', { name }) });
    } catch (error) {
      const isUnreadable = hasCode(error, 'media.promptUnreadable') || hasCode(error, 'api.unsupportedMedia');
      showToast({ text: t(isUnreadable ? 'unreadable' : 'failed', { name: file.name }), tone: 'danger' });
    }
  };
  const add = async (files: readonly File[]) => {
    setAdding(true);
    for (const file of files) await addOne(file);
    setAdding(false);
  };
  return { add, isAdding };
};

/** Takes files that are dropped on an element. */
const useDrop = (take: (files: readonly File[]) => void) => {
  const [depth, setDepth] = useState(0);
  const isFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    isOver: depth > 0,
    dropProps: {
      onDragEnter: (event: DragEvent) => isFiles(event) && setDepth((before) => before + 1),
      onDragLeave: (event: DragEvent) => isFiles(event) && setDepth((before) => before - 1),
      onDragOver: (event: DragEvent) => isFiles(event) && event.preventDefault(),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setDepth(0);
        take([...event.dataTransfer.files]);
      },
    },
  };
};
