'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { TestActions } from './test-store';

const LIT_MS = 180;

/**
 * While the focus is in the panel and not in a field, 0 to 9, * and # press keys of the telephone, J and K go a step back
 * and forward, and Escape hangs up; Ctrl Enter starts again when the call is over. `pressed` is lit for a moment.
 */
export const useTestKeys = (
  desk: RefObject<HTMLElement | null>,
  { isLive, signal, actions }: { readonly isLive: boolean; readonly signal: number; readonly actions: TestActions },
): { readonly pressed: string | null; readonly press: (digit: string) => void } => {
  const [pressed, setPressed] = useState<string | null>(null);
  const press = useCallback(
    (digit: string) => {
      setPressed(digit);
      actions.press(digit);
    },
    [actions],
  );
  useEffect(() => {
    if (pressed === null) return;
    const timer = setTimeout(() => setPressed(null), LIT_MS);
    return () => clearTimeout(timer);
  }, [pressed]);
  // Who asked for the test wants to press its keys.
  const focused = useRef(-1);
  useEffect(() => {
    if (focused.current === signal) return;
    focused.current = signal;
    desk.current?.focus({ preventScroll: true });
  }, [signal, desk]);
  useEffect(() => {
    const element = desk.current;
    if (!element) return;
    const take = (event: KeyboardEvent) => {
      const run = commandOf(event, isLive, { press, actions });
      if (!run) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    element.addEventListener('keydown', take);
    return () => element.removeEventListener('keydown', take);
  }, [desk, isLive, press, actions]);
  return { pressed, press };
};

const commandOf = (
  { key, target, ctrlKey, metaKey, altKey }: KeyboardEvent,
  isLive: boolean,
  { press, actions }: { readonly press: (digit: string) => void; readonly actions: TestActions },
): (() => void) | null => {
  if (key === 'Enter' && (ctrlKey || metaKey)) return isLive ? null : () => void actions.start();
  const isTyping =
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
  if (isTyping || ctrlKey || metaKey || altKey) return null;
  if (isLive && /^[0-9*#]$/.test(key)) return () => press(key);
  if (isLive && key === 'Escape') return () => actions.do({ hangsUp: true });
  if (key.toLowerCase() === 'j') return actions.back;
  return key.toLowerCase() === 'k' ? actions.forward : null;
};
