/** Something is being done. The words beside it say what. */
export const Spinner = ({ size = 16 }: { readonly size?: number }) => (
  <svg aria-hidden width={size} height={size} viewBox="0 0 16 16" className="shrink-0 animate-turn" fill="none">
    <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity=".25" />
    <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
  </svg>
);

/** A grey place where something will stand. */
export const Skeleton = ({ className }: { readonly className?: string }) => (
  <span aria-hidden className={`block animate-skeleton rounded-field bg-surface-3 ${className ?? ''}`} />
);
