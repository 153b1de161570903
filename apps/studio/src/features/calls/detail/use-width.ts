import { type RefObject, useEffect, useRef, useState } from 'react';

/** The width of an element in px, as it changes; 0 until it is measured. */
export const useWidth = (): { readonly ref: RefObject<HTMLDivElement | null>; readonly widthPx: number } => {
  const ref = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidthPx(Math.floor(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, widthPx };
};
