import type { ReactNode } from 'react';

/** What stands where there is nothing yet: one sentence, and what can be done. */
export const EmptyState = ({ text, children }: { readonly text: string; readonly children?: ReactNode }) => (
  <div className="flex flex-col items-center gap-4 px-6 py-16 text-center">
    <p className="max-w-md text-lg font-strong text-balance text-ink-2">{text}</p>
    {children && <div className="flex flex-wrap justify-center gap-2">{children}</div>}
  </div>
);
