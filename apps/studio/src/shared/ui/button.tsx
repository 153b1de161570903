import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { type ButtonLook, buttonLook } from './button-look';
import { classNames } from './class-names';
import { Icon } from './icon';
import { Kbd } from './kbd';
import { Spinner } from './spinner';

/** What a button is given. */
export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> &
  ButtonLook & {
    readonly children: ReactNode;
    readonly icon?: LucideIcon;
    readonly iconAfter?: LucideIcon;
    /** Keys that do the same, shown beside the words. */
    readonly keys?: string;
    /** Shows that it is being done and takes no second press. */
    readonly isBusy?: boolean;
  };

/** A button with words. */
export const Button = ({
  kind,
  size,
  icon,
  iconAfter,
  keys,
  isBusy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) => (
  <button
    type="button"
    {...rest}
    disabled={disabled || isBusy}
    aria-busy={isBusy || undefined}
    className={classNames(buttonLook({ kind, size }), className)}
  >
    {isBusy ? <Spinner size={14} /> : icon && <Icon icon={icon} size={size === 'small' ? 14 : 16} />}
    {children}
    {iconAfter && <Icon icon={iconAfter} size={size === 'small' ? 14 : 16} />}
    {keys && <Kbd keys={keys} onAccent={kind === 'primary'} />}
  </button>
);
