import type { CallResource } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { type Span, xOf } from '../calls/detail/waveform-geometry';
import { gapsOf } from './recording-gaps';

/** Narrower than this, a word does not fit in. */
const WORDS_PX = 96;

/** Shades what was not recorded of a call, over both lanes. */
export const GapMarks = ({
  recording,
  span,
}: {
  readonly recording: CallResource['recording'];
  readonly span: Span;
}) => {
  const t = useTranslations('calls.detail.recording');
  if (recording === null) return null;
  return gapsOf(recording, span.durationMs).map(({ fromMs, toMs }) => {
    const left = xOf(fromMs, span);
    const width = xOf(toMs, span) - left;
    return (
      <span
        key={fromMs}
        title={t('gap')}
        className="pointer-events-none absolute inset-y-0 grid place-items-center overflow-hidden bg-[repeating-linear-gradient(135deg,var(--surface-3)_0_4px,transparent_4px_9px)]"
        style={{ left, width }}
      >
        {width > WORDS_PX && <span className="rounded-tag bg-surface px-1.5 text-sm text-ink-2">{t('gap')}</span>}
      </span>
    );
  });
};
