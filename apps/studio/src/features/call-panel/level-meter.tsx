'use client';

import { useEffect, useRef } from 'react';
import { fallSlowly, levelOf } from './sound-level';

const BAR_COUNT = 14;
const BARS = Array.from({ length: BAR_COUNT }, (_, at) => at);

/**
 * How loud one side is, as a row of bars beside its name. Drawn without React, sixty times a second.
 * @param stream read at every frame, since sound arrives after the call
 */
export const LevelMeter = ({
  label,
  stream,
  tone,
}: {
  readonly label: string;
  readonly stream: () => MediaStream | null;
  readonly tone: 'speak' | 'hear';
}) => {
  const row = useRef<HTMLDivElement>(null);
  const source = useRef(stream);
  useEffect(() => {
    source.current = stream;
  });
  useEffect(() => listenAndDraw(() => source.current(), row), []);
  return (
    <div className="flex items-center gap-2">
      <span className={`w-[68px] shrink-0 text-sm font-semibold ${tone === 'speak' ? 'text-speak' : 'text-hear'}`}>
        {label}
      </span>
      <div ref={row} aria-hidden data-level="0" className="flex h-4 flex-1 items-center gap-[3px]">
        {BARS.map((bar) => (
          <i
            key={bar}
            className={`h-full flex-1 rounded-[2px] bg-surface-3 ${
              tone === 'speak' ? 'data-[on]:bg-speak' : 'data-[on]:bg-hear'
            }`}
          />
        ))}
      </div>
    </div>
  );
};

const listenAndDraw = (stream: () => MediaStream | null, row: { readonly current: HTMLElement | null }) => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  const samples = new Float32Array(analyser.fftSize);
  let heard: MediaStream | null = null;
  let input: MediaStreamAudioSourceNode | undefined;
  let shown = 0;
  let frame = 0;
  const draw = () => {
    const now = stream();
    if (now !== heard) {
      input?.disconnect();
      input = now ? context.createMediaStreamSource(now) : undefined;
      input?.connect(analyser);
      heard = now;
    }
    if (heard) analyser.getFloatTimeDomainData(samples);
    shown = fallSlowly(shown, heard ? levelOf(samples) : 0);
    light(row.current, shown);
    frame = requestAnimationFrame(draw);
  };
  frame = requestAnimationFrame(draw);
  return () => {
    cancelAnimationFrame(frame);
    context.close().catch(() => {
      // Closed already; there is nothing left to free.
    });
  };
};

const light = (row: HTMLElement | null, level: number) => {
  if (!row) return;
  row.dataset.level = level.toFixed(2);
  const lit = Math.round(level * BAR_COUNT);
  for (const [at, bar] of [...row.children].entries()) bar.toggleAttribute('data-on', at < lit);
};
