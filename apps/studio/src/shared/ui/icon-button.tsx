import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { classNames } from './class-names';
import { Icon } from './icon';
import { Tooltip } from './tooltip';

/** What an icon button is given; the label is read out and shown as a hint. */
export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  readonly icon: LucideIcon;
  /** What it does: read aloud, and shown on hover. */
  readonly label: string;
  readonly keys?: string;
  readonly size?: 24 | 28 | 30 | 32;
  readonly isOn?: boolean;
  /** Side of the tooltip. */
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
};

/** A button with an icon alone; its words are in the tooltip and the accessible name. */
export const IconButton = ({ icon, label, keys, size = 32, isOn, side, className, ...rest }: IconButtonProps) => (
  <Tooltip text={label} keys={keys} side={side}>
    <button
      type="button"
      {...rest}
      aria-label={label}
      aria-pressed={isOn}
      style={{ width: size, height: size }}
      className={classNames(
        'inline-grid shrink-0 place-items-center rounded-field border border-transparent text-ink-2 transition-colors duration-[120ms] hover:bg-surface-3 hover:text-ink disabled:cursor-default disabled:opacity-45 disabled:hover:bg-transparent',
        isOn && 'bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent',
        className,
      )}
    >
      <Icon icon={icon} size={size <= 24 ? 14 : 16} />
    </button>
  </Tooltip>
);
