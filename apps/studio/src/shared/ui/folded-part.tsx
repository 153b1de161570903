import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { Icon } from './icon';

/** Fields that few need, folded away below their title. */
export const FoldedPart = ({
  title,
  className,
  isOpen,
  onToggle,
  children,
}: {
  readonly title: string;
  readonly className?: string;
  /** Left out, it opens and closes by itself. */
  readonly isOpen?: boolean;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}) => (
  <details
    className={classNames('group', className)}
    open={isOpen}
    onToggle={({ currentTarget }) => onToggle?.(currentTarget.open)}
  >
    <summary className="flex cursor-pointer list-none items-center gap-1.5 py-1 font-strong text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
      <Icon icon={ChevronRight} size={14} className="transition-transform duration-[120ms] group-open:rotate-90" />
      {title}
    </summary>
    <div className="flex flex-col gap-4 pt-3">{children}</div>
  </details>
);
