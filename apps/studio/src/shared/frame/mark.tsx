/** The sign of Callwright: one wire that parts in two. */
export const Mark = ({ className }: { readonly className?: string }) => (
  <svg aria-hidden viewBox="0 0 34 34" className={className}>
    <rect width="34" height="34" rx="10" fill="currentColor" />
    <path
      d="M9 17h4c5 0 3-7 8-7h1M13 17c5 0 3 7 8 7h1"
      fill="none"
      stroke="var(--on-accent)"
      strokeWidth="2.4"
      strokeLinecap="round"
    />
    <g fill="var(--on-accent)">
      <circle cx="9" cy="17" r="2.6" />
      <circle cx="24.5" cy="10" r="2.6" />
      <circle cx="24.5" cy="24" r="2.6" />
    </g>
  </svg>
);
