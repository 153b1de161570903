import type { ReactNode } from 'react';

/** One part of the settings: what it is for, its one button, and its content. */
export const Section = ({
  title,
  lead,
  action,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) => (
  <section aria-label={title} className="max-w-[940px]">
    <header className="mb-4 flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <h2 className="text-lg font-title">{title}</h2>
        <p className="mt-0.5 text-ink-2">{lead}</p>
      </div>
      {action}
    </header>
    {children}
  </section>
);

/** A list in rows of the look's height, with its head. */
export const Table = ({ head, children }: { readonly head: ReactNode; readonly children: ReactNode }) => (
  <div className="overflow-x-auto rounded-[14px] border border-line bg-surface">
    <table className="w-full border-collapse text-left [&_td]:h-[53px] [&_td]:border-b [&_td]:border-line [&_td]:px-3 [&_td:first-child]:pl-[18px] [&_th]:h-9 [&_th]:border-b [&_th]:border-line [&_th]:px-3 [&_th]:text-sm [&_th]:font-strong [&_th]:text-ink-3 [&_th:first-child]:pl-[18px] [&_tr:last-child>td]:border-b-0">
      <thead className="bg-surface-2">
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
