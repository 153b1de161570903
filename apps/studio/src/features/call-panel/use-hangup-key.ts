import { type RefObject, useEffect } from 'react';
import type { CallState } from './call-state';

/**
 * Escape hangs up wherever the focus is, before anything else takes it as "close". A dialog that stands over the
 * telephone keeps its Escape.
 */
export const useHangupKey = (
  desk: RefObject<HTMLElement | null>,
  phase: CallState['phase'],
  hangup: () => void,
): void => {
  const isUnderWay = phase === 'askingMicrophone' || phase === 'connecting' || phase === 'live';
  useEffect(() => {
    if (!isUnderWay) return;
    const take = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isOver(event.target, desk.current)) return;
      event.preventDefault();
      event.stopPropagation();
      hangup();
    };
    window.addEventListener('keydown', take, { capture: true });
    return () => window.removeEventListener('keydown', take, { capture: true });
  }, [isUnderWay, desk, hangup]);
};

const isOver = (target: EventTarget | null, desk: HTMLElement | null): boolean => {
  const layer = target instanceof Element ? target.closest('[role=dialog],[role=menu],[role=listbox]') : null;
  return layer !== null && !layer.contains(desk);
};
