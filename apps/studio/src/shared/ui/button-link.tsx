import { Slot } from 'radix-ui';
import type { ReactNode } from 'react';
import { type ButtonLook, buttonLook } from './button-look';
import { classNames } from './class-names';

/** A link that looks like a button: give it one `<Link>` as child. */
export const ButtonLink = ({
  kind,
  size,
  className,
  children,
}: ButtonLook & { readonly className?: string; readonly children: ReactNode }) => (
  <Slot.Root className={classNames(buttonLook({ kind, size }), 'no-underline', className)}>{children}</Slot.Root>
);
