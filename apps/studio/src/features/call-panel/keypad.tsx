'use client';

import { useTranslations } from 'next-intl';

const KEYS = [
  ['1', ''],
  ['2', 'abc'],
  ['3', 'def'],
  ['4', 'ghi'],
  ['5', 'jkl'],
  ['6', 'mno'],
  ['7', 'pqrs'],
  ['8', 'tuv'],
  ['9', 'wxyz'],
  ['*', ''],
  ['0', ''],
  ['#', ''],
] as const;

/** The twelve keys of a telephone. `pressed` is lit for a moment, also when it came from the keyboard. */
export const Keypad = ({
  pressed,
  onPress,
}: {
  readonly pressed: string | null;
  readonly onPress: (digit: string) => void;
}) => {
  const t = useTranslations('callPanel.keypad');
  return (
    <div role="group" aria-label={t('label')} className="grid grid-cols-3 gap-1.5">
      {KEYS.map(([digit, letters]) => (
        <button
          key={digit}
          type="button"
          aria-label={t('key', { digit })}
          onClick={() => onPress(digit)}
          data-pressed={pressed === digit || undefined}
          className="group flex h-[38px] items-center justify-center gap-[7px] rounded-bar border border-b-2 border-line-strong bg-surface transition-colors duration-[120ms] select-none hover:bg-surface-2 active:border-b active:bg-hear-soft data-pressed:border-hear data-pressed:bg-hear-soft"
        >
          <b className="text-[17px] font-title tabular-nums group-data-pressed:text-hear">{digit}</b>
          {letters && (
            <small className="text-hint tracking-[.04em] text-ink-3 group-data-pressed:text-hear">{letters}</small>
          )}
        </button>
      ))}
    </div>
  );
};
