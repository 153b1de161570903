'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import { formatClock } from '../format-time';
import { usePlayer, usePlayerValue } from './player-context';
import { useWidth } from './use-width';
import { msAt, xOf } from './waveform-geometry';

const ARROW_MS = 5_000;

/** What lies along the call's time, with the playhead over it. Press or drag to seek; arrows go by 5 s. */
export const BandStrip = ({
  endMs,
  children,
}: {
  readonly endMs: number;
  readonly children: (widthPx: number) => ReactNode;
}) => {
  const t = useTranslations('calls.detail');
  const { ref, widthPx } = useWidth();
  const player = usePlayer();
  const second = usePlayerValue(({ ms }) => Math.floor(ms / 1000));
  const isDragging = useRef(false);
  const seek = (event: PointerEvent<HTMLElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    player.seek(msAt(event.clientX - left, { durationMs: endMs, widthPx }));
  };
  const press = (event: KeyboardEvent) => {
    const target = { ArrowLeft: player.ms - ARROW_MS, ArrowRight: player.ms + ARROW_MS, Home: 0, End: endMs }[
      event.key
    ];
    if (target === undefined) return;
    event.preventDefault();
    player.seek(target);
  };
  return (
    <div ref={ref} className="relative">
      <div
        role="slider"
        tabIndex={0}
        aria-label={t('band')}
        aria-valuemin={0}
        aria-valuemax={Math.floor(endMs / 1000)}
        aria-valuenow={second}
        aria-valuetext={t('bandValue', { time: formatClock(second * 1000), total: formatClock(endMs) })}
        onKeyDown={press}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          isDragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          seek(event);
        }}
        onPointerMove={(event) => isDragging.current && seek(event)}
        onPointerUp={() => {
          isDragging.current = false;
        }}
        onPointerCancel={() => {
          isDragging.current = false;
        }}
        className="min-h-[178px] cursor-pointer touch-none select-none"
      >
        {widthPx > 0 && children(widthPx)}
      </div>
      {widthPx > 0 && <Playhead endMs={endMs} widthPx={widthPx} />}
    </div>
  );
};

const Playhead = ({ endMs, widthPx }: { readonly endMs: number; readonly widthPx: number }) => {
  // Half a pixel is as fine as a screen shows.
  const x = usePlayerValue(({ ms }) => Math.round(xOf(ms, { durationMs: endMs, widthPx }) * 2) / 2);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute -top-0.5 bottom-[22px] w-0.5 bg-ink before:absolute before:-top-1 before:-left-[5px] before:size-3 before:rounded-full before:bg-ink before:shadow-[0_0_0_3px_var(--surface)]"
      style={{ transform: `translateX(${x - 1}px)` }}
    />
  );
};
