import { cva, type VariantProps } from 'class-variance-authority';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { Icon } from './icon';
import { Lamp } from './lamp';

const look = cva(
  'inline-flex h-[22px] shrink-0 items-center gap-[5px] rounded-full px-2 text-sm font-strong whitespace-nowrap',
  {
    variants: {
      tone: {
        plain: 'bg-surface-3 text-ink-2',
        live: 'bg-live-soft text-live',
        ok: 'bg-ok-soft text-ok',
        warning: 'bg-warning-soft text-warning',
        danger: 'bg-danger-soft text-danger',
        accent: 'bg-accent-soft text-accent',
      },
    },
    defaultVariants: { tone: 'plain' },
  },
);

/** A small state in words. `lamp` sets the line lamp before it: still, or pulsing while a call runs. */
export const Chip = ({
  tone,
  icon,
  lamp,
  className,
  children,
}: VariantProps<typeof look> & {
  readonly icon?: LucideIcon;
  readonly lamp?: 'still' | 'pulse';
  readonly className?: string;
  readonly children: ReactNode;
}) => (
  <span className={classNames(look({ tone }), className)}>
    {lamp && <Lamp isPulsing={lamp === 'pulse'} />}
    {icon && <Icon icon={icon} size={14} />}
    {children}
  </span>
);
