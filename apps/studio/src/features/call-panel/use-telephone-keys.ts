import { useTranslations } from 'next-intl';
import { type RefObject, useCallback, useEffect, useState } from 'react';
import { showToast } from '../../shared/ui/toast-store';
import type { CallClient } from './call-client';

const LIT_MS = 180;

/** The keys of the telephone. `pressed` is lit for a moment. */
export type TelephoneKeys = { readonly pressed: string | null; readonly press: (digit: string) => void };

/** While `isLive`, 0 to 9, * and # on the keyboard press keys of the telephone when the focus is in `desk`. */
export const useTelephoneKeys = (
  desk: RefObject<HTMLElement | null>,
  isLive: boolean,
  client: CallClient,
): TelephoneKeys => {
  const t = useTranslations('callPanel.keypad');
  const [pressed, setPressed] = useState<string | null>(null);
  const press = useCallback(
    (digit: string) => {
      if (client.pressKey(digit)) setPressed(digit);
      else showToast({ text: t('impossible'), tone: 'danger' });
    },
    [client, t],
  );
  useEffect(() => {
    if (pressed === null) return;
    const timer = setTimeout(() => setPressed(null), LIT_MS);
    return () => clearTimeout(timer);
  }, [pressed]);
  useEffect(() => {
    const element = desk.current;
    if (!isLive || !element) return;
    element.focus({ preventScroll: true });
    const take = (event: KeyboardEvent) => {
      if (!isTelephoneKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
      press(event.key);
    };
    element.addEventListener('keydown', take);
    return () => element.removeEventListener('keydown', take);
  }, [desk, isLive, press]);
  return { pressed, press };
};

const isTelephoneKey = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean => {
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return !isTyping && !ctrlKey && !metaKey && !altKey && /^[0-9*#]$/.test(key);
};
