'use client';

import type { CallResource } from '@callwright/protocol';
import { AudioLines, Captions, Download, FileText, Shrink } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { Button } from '../../shared/ui/button';
import { Menu, MenuItem, MenuLine } from '../../shared/ui/menu';
import { useConversion } from './use-conversion';

const ENDINGS = { wav: 'wav', mp3: 'mp3', opus: 'ogg' } as const;
const MEGABYTE = 1_000_000;

/** Takes a call home: its recording as it is now, and what was said as text or subtitles. */
export const DownloadMenu = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.download');
  const format = useFormatter();
  const { recording } = call;
  const { convert } = useConversion(call.id);
  const path = `/api/v1/calls/${encodeURIComponent(call.id)}`;
  const name = fileNameOf(call);
  const hasWords = call.transcript.some(({ kind }) => kind === 'speech');
  if (!recording && !hasWords) return null;
  const text = (ending: string) => save(`${path}/transcript.${ending}`, `${name}.${ending}`);
  return (
    <Menu
      button={
        <Button kind="quiet" icon={Download}>
          {t('title')}
        </Button>
      }
    >
      {recording && (
        <MenuItem icon={AudioLines} onSelect={() => save(recording.url, `${name}.${ENDINGS[recording.format]}`)}>
          {t('recording', {
            format: t(`format.${recording.format}`),
            size: format.number(recording.sizeBytes / MEGABYTE, { maximumFractionDigits: 1 }),
          })}
        </MenuItem>
      )}
      {hasWords && (
        <>
          <MenuItem icon={FileText} onSelect={() => text('txt')}>
            {t('text')}
          </MenuItem>
          <MenuItem icon={Captions} onSelect={() => text('vtt')}>
            {t('vtt')}
          </MenuItem>
          <MenuItem icon={Captions} onSelect={() => text('srt')}>
            {t('srt')}
          </MenuItem>
        </>
      )}
      {recording && isAsRecorded(recording) && (
        <>
          <MenuLine />
          {(['mp3', 'opus'] as const).map((wanted) => (
            <MenuItem
              key={wanted}
              icon={Shrink}
              onSelect={() => convert({ format: wanted, channels: recording.channels })}
            >
              {t('convert', { format: t(`format.${wanted}`) })}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
};

/** Whether a recording can still become another file: one that has, or is about to, cannot. */
const isAsRecorded = ({ format, channels, conversion }: NonNullable<CallResource['recording']>): boolean =>
  format === 'wav' && channels === 'stereo' && (conversion === null || conversion.status === 'failed');

/** As `call 2026-11-21 19-30`: what sorts well and every system takes. */
const fileNameOf = ({ startedAt }: CallResource): string =>
  `call ${startedAt.slice(0, 16).replace('T', ' ').replace(':', '-')}`;

const save = (address: string, fileName: string): void => {
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
};
