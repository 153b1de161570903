'use client';

import type { ScriptAct } from '@callwright/flow-engine';
import type { FlowDocument } from '@callwright/protocol';
import { Ear, EarOff, Globe, type LucideIcon, Mic, PhoneIncoming, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';
import { StepRegions } from '../../calls/detail/step-regions';
import { useWidth } from '../../calls/detail/use-width';
import { type Span, ticksOf, xOf } from '../../calls/detail/waveform-geometry';
import { formatClock } from '../../calls/format-time';
import { useActWords } from './describe-act';
import type { Stop, TestCallView } from './test-call';
import { useTestActions } from './test-context';
import type { Timeline } from './timeline';

/** The lanes of a test call: its steps, what is said, and what was done, each of which one can go to. */
export const TestLanes = ({
  timeline,
  document,
  view,
}: {
  readonly timeline: Timeline;
  readonly document: FlowDocument;
  readonly view: TestCallView;
}) => {
  const t = useTranslations('testPanel.time');
  const { ref, widthPx } = useWidth();
  const span = { durationMs: timeline.durationMs, widthPx };
  const nowX = xOf(view.state.atMs, span);
  return (
    <div className="grid min-w-0 flex-1 grid-cols-[52px_1fr] py-2 pr-4 text-sm">
      <div aria-hidden className="flex flex-col text-ink-2">
        <span className="h-5" />
        <span className="h-7 leading-6">{t('steps')}</span>
        <span className="h-6 leading-4">{t('says')}</span>
        <span className="leading-7">{t('caller')}</span>
      </div>
      <div ref={ref} className="relative min-w-0">
        <Ticks span={span} besidesX={nowX} />
        <div className="h-7">
          <StepRegions regions={[...timeline.steps]} document={document} span={span} />
        </div>
        <div aria-hidden className="relative h-6">
          {timeline.says.map(({ fromMs, toMs }) => (
            <span
              key={fromMs}
              className="absolute top-0.5 h-2.5 rounded-tag bg-speak"
              style={{ left: xOf(fromMs, span), width: Math.max(3, xOf(toMs, span) - xOf(fromMs, span)) }}
            />
          ))}
        </div>
        <div className="relative h-7">
          {markPlaces(view.stops, span).map(({ stop, fromMs, x }, nth) => (
            <Mark key={stop.position} act={stop.act} {...{ fromMs, x, nth }} isHere={nth === view.at} />
          ))}
        </div>
        <span
          aria-hidden
          className="absolute inset-y-0 right-0 bg-[repeating-linear-gradient(135deg,var(--surface-3)_0_2px,transparent_2px_8px)] opacity-70"
          style={{ left: nowX }}
        />
        <span aria-hidden className="absolute inset-y-0 w-0.5 -translate-x-px bg-ink" style={{ left: nowX }}>
          <span
            className="absolute -top-1.5 rounded-tag bg-ink px-1.5 font-title text-surface tabular-nums"
            style={{ transform: nowX > widthPx - 40 ? 'translateX(-100%)' : 'translateX(-50%)' }}
          >
            {formatClock(view.state.atMs)}
          </span>
        </span>
      </div>
    </div>
  );
};

// A name of a moment under the clock of the call could not be read.
const CLOCK_PX = 46;
const Ticks = ({ span, besidesX }: { readonly span: Span; readonly besidesX: number }) => (
  <div aria-hidden className="relative h-5">
    {ticksOf(span)
      .filter((ms) => Math.abs(xOf(ms, span) - besidesX) > CLOCK_PX)
      .map((ms) => (
        <span key={ms} className="absolute text-ink-3 tabular-nums" style={{ left: xOf(ms, span) }}>
          {formatClock(ms)}
        </span>
      ))}
  </div>
);

const MARK_PX = 26;

/** Where the marks of what was done stand: at their moments, but none over another. */
const markPlaces = (stops: readonly Stop[], span: Span) => {
  let leastX = MARK_PX / 2;
  return stops.map((stop, nth) => {
    // What is done is done where the call stood before; what it led to comes after that.
    const fromMs = stops[nth - 1]?.atMs ?? 0;
    const x = Math.max(leastX, xOf(fromMs, span));
    leastX = x + MARK_PX;
    return { stop, fromMs, x };
  });
};

const Mark = ({
  act,
  fromMs,
  x,
  nth,
  isHere,
}: {
  readonly act: ScriptAct | null;
  readonly fromMs: number;
  readonly x: number;
  readonly nth: number;
  readonly isHere: boolean;
}) => {
  const t = useTranslations('testPanel.time');
  const words = useActWords();
  const actions = useTestActions();
  const what = act ? words(act) : t('begin');
  const key = act && 'presses' in act ? act.presses : null;
  return (
    <button
      type="button"
      title={what}
      aria-label={t('stop', { what, time: formatClock(fromMs) })}
      aria-current={isHere ? 'step' : undefined}
      onClick={() => actions.goTo(nth)}
      style={{ left: x }}
      className="absolute top-0.5 z-10 grid h-6 min-w-6 -translate-x-1/2 place-items-center rounded-key border border-line-strong bg-surface px-1 text-ink-2 hover:bg-surface-2 aria-[current=step]:border-accent aria-[current=step]:bg-accent-soft aria-[current=step]:text-accent"
    >
      {key === null ? (
        <Icon icon={act ? iconOf(act) : PhoneIncoming} size={14} />
      ) : (
        <b className="max-w-12 truncate font-title tabular-nums">{key}</b>
      )}
    </button>
  );
};

const iconOf = (act: ScriptAct): LucideIcon => {
  if ('says' in act || 'makesNoise' in act) return Mic;
  if ('isSilent' in act) return EarOff;
  if ('hears' in act) return Ear;
  return 'hangsUp' in act ? PhoneOff : Globe;
};
