'use client';

import type { CallResource } from '@callwright/protocol';
import { Pause, Play, RotateCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Button } from '../../../shared/ui/button';
import { Icon } from '../../../shared/ui/icon';
import { GapMarks } from '../../recordings/gap-marks';
import { useConversion } from '../../recordings/use-conversion';
import { formatClock } from '../format-time';
import { BandStrip } from './band-strip';
import { regionsOf } from './call-moments';
import { CallerMarks } from './caller-marks';
import { Lane } from './lane';
import { usePlayer, usePlayerValue } from './player-context';
import { StepRegions } from './step-regions';
import { ticksOf, xOf } from './waveform-geometry';

/** The whole call at a glance: its steps, our side, the caller; press or drag to go to a moment. */
export const CallBand = ({ call, endMs }: { readonly call: CallResource; readonly endMs: number }) => {
  const t = useTranslations('calls.detail');
  const regions = useMemo(() => regionsOf(call.path, endMs), [call.path, endMs]);
  return (
    <section className="flex shrink-0 gap-4 border-b border-line bg-surface px-4 pt-3 pb-2">
      <div className="relative w-[122px] shrink-0">
        <PlayButton isPlayable={call.recording !== null} />
        <Clock endMs={endMs} />
        <div className="absolute top-7 right-0 text-right text-sm font-semibold">
          <span className="block h-[66px] leading-[62px] text-speak">{t('ourSide')}</span>
          <span className="block h-[66px] leading-[62px] text-hear">
            {t(call.direction === 'outbound' ? 'otherSide' : 'caller')}
          </span>
        </div>
      </div>
      <div className="min-w-0 flex-1">
        <BandStrip endMs={endMs}>
          {(widthPx) => {
            const span = { durationMs: endMs, widthPx };
            return (
              <>
                <StepRegions regions={regions} document={call.document} subflows={call.subflows} span={span} />
                <div className="relative">
                  <Lane call={call} side="system" span={span} />
                  <Lane call={call} side="caller" span={span}>
                    <CallerMarks entries={call.transcript} span={span} />
                  </Lane>
                  <GapMarks recording={call.recording} span={span} />
                </div>
                <div aria-hidden className="relative mt-1 h-[18px] text-sm text-ink-3 tabular-nums">
                  {ticksOf(span).map((ms) => (
                    <span key={ms} className="absolute" style={{ left: xOf(ms, span) }}>
                      {formatClock(ms)}
                    </span>
                  ))}
                </div>
              </>
            );
          }}
        </BandStrip>
        <BandNote call={call} />
      </div>
    </section>
  );
};

const PlayButton = ({ isPlayable }: { readonly isPlayable: boolean }) => {
  const t = useTranslations('calls.detail');
  const player = usePlayer();
  const isPlaying = usePlayerValue((now) => now.isPlaying);
  return (
    <button
      type="button"
      disabled={!isPlayable}
      onClick={player.toggle}
      aria-label={t(isPlaying ? 'pause' : 'play')}
      aria-keyshortcuts="Space"
      className="absolute top-[70px] left-0 grid size-11 place-items-center rounded-full bg-accent text-on-accent shadow-e1 transition-colors duration-[120ms] hover:bg-accent-hover focus-visible:rounded-full disabled:cursor-default disabled:bg-surface-3 disabled:text-ink-3 disabled:shadow-none"
    >
      <Icon icon={isPlaying ? Pause : Play} size={18} />
    </button>
  );
};

const Clock = ({ endMs }: { readonly endMs: number }) => {
  const t = useTranslations('calls.detail');
  const second = usePlayerValue(({ ms }) => Math.floor(ms / 1000));
  return (
    <p className="absolute top-0.5 left-0 whitespace-nowrap text-ink-3 tabular-nums">
      <b className="text-lg font-title text-ink" data-testid="playhead-time">
        {formatClock(second * 1000)}
      </b>{' '}
      {t('of', { time: formatClock(endMs) })}
    </p>
  );
};

const BandNote = ({ call }: { readonly call: CallResource }) => {
  const t = useTranslations('calls.detail.recording');
  const hasFailed = usePlayerValue((player) => player.hasFailed);
  const note = noteOf(call, hasFailed);
  const { convert, isAsked } = useConversion(call.id);
  const conversion = call.recording?.conversion ?? null;
  if (note === null) return null;
  return (
    <p role="status" className="mt-0.5 flex items-center justify-end gap-2 text-sm text-ink-2">
      {t(note, { percent: conversion?.percent ?? 0, format: conversion ? t(`format.${conversion.format}`) : '' })}
      {note === 'notConverted' && conversion && (
        <Button size="small" icon={RotateCw} isBusy={isAsked} onClick={() => convert(conversion)}>
          {t('retry')}
        </Button>
      )}
    </p>
  );
};

const noteOf = ({ status, recording, hasRecording }: CallResource, hasFailed: boolean) => {
  if (hasFailed) return 'broken';
  if (recording?.conversion) return recording.conversion.status === 'failed' ? 'notConverted' : 'converting';
  if (recording) return recording.peaks ? null : 'waveform';
  if (status === 'live') return 'live';
  return hasRecording ? 'pending' : 'none';
};
