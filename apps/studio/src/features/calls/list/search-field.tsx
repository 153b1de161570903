'use client';

import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../../shared/ui/icon';
import { Kbd } from '../../../shared/ui/kbd';

const PAUSE_MS = 250;

/** Search of the list. Asks when typing pauses; the key / leads here. */
export const SearchField = ({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) => {
  const t = useTranslations('calls.search');
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const ask = useRef(onChange);
  useEffect(() => {
    ask.current = onChange;
  });
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => ask.current(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  useEffect(() => {
    const lead = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest('input,textarea,select,[role=dialog]');
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', lead);
    return () => window.removeEventListener('keydown', lead);
  }, []);
  return (
    <label className="flex h-[34px] w-[440px] min-w-36 shrink-[9] items-center gap-2 rounded-field border border-line-strong bg-surface px-2.5 text-ink-3 transition-[border-color,box-shadow] duration-[120ms] focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--accent-soft)]">
      <Icon icon={Search} />
      <span className="sr-only">{t('label')}</span>
      <input
        ref={input}
        type="text"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t('placeholder')}
        className="min-w-0 flex-1 bg-transparent text-ink outline-none"
      />
      {typed === '' ? (
        <Kbd keys="/" />
      ) : (
        <button
          type="button"
          aria-label={t('clear')}
          onClick={() => {
            setTyped('');
            onChange('');
          }}
          className="-mr-1 grid size-6 place-items-center rounded-key hover:bg-surface-3 hover:text-ink"
        >
          <Icon icon={X} size={14} />
        </button>
      )}
    </label>
  );
};
