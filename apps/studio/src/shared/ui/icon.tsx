import type { LucideIcon } from 'lucide-react';

/** A lucide icon in the look's stroke: 16 px, or 14 and 20. Decoration only: the word stands beside it. */
export const Icon = ({
  icon: Shape,
  size = 16,
  className,
}: {
  readonly icon: LucideIcon;
  readonly size?: number;
  readonly className?: string;
}) => (
  <Shape
    aria-hidden
    size={size}
    strokeWidth={size <= 14 ? 1.9 : 1.75}
    className={`block shrink-0 ${className ?? ''}`}
  />
);
