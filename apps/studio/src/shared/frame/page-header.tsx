import type { ReactNode } from 'react';

/** The bar at the top of a page. `before` stands left of the title, `after` right of it, the children at the far end. */
export const PageHeader = ({
  title,
  before,
  after,
  children,
}: {
  readonly title: ReactNode;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  readonly children?: ReactNode;
}) => (
  <header className="flex h-[52px] shrink-0 items-center gap-2.5 border-b border-line bg-bg px-4">
    {before}
    <h1 className="min-w-0 truncate text-lg font-title tracking-[-.005em]">{title}</h1>
    {after}
    <div className="flex-1" />
    {children}
  </header>
);
