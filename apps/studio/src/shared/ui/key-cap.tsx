/** A key of a telephone. */
export const KeyCap = ({ digit, className }: { readonly digit: string; readonly className?: string }) => (
  <span
    className={`inline-grid h-5 min-w-5 shrink-0 place-items-center rounded-key border border-b-2 border-line-strong bg-surface px-1 text-[12px]/none font-title text-ink tabular-nums ${className ?? ''}`}
  >
    {digit}
  </span>
);
