import { Tooltip as Radix } from 'radix-ui';
import type { FocusEvent, ReactElement } from 'react';
import { Kbd } from './kbd';

/** Words shown beside a control on hover and on focus. The child must be one element that takes a ref. */
export const Tooltip = ({
  text,
  keys,
  side = 'bottom',
  children,
}: {
  readonly text: string;
  readonly keys?: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactElement;
}) => (
  <Radix.Root delayDuration={400}>
    <Radix.Trigger asChild onFocus={keepClosedForMouse}>
      {children}
    </Radix.Trigger>
    <Radix.Portal>
      <Radix.Content
        side={side}
        sideOffset={6}
        collisionPadding={8}
        className="z-[70] flex items-center gap-2 rounded-key bg-ink px-2 py-1 text-sm text-surface shadow-e2 [&_kbd]:border-surface/35 [&_kbd]:bg-transparent [&_kbd]:text-surface"
      >
        {text}
        {keys && <Kbd keys={keys} />}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);

// A menu that closes gives the focus back to its button; the hint is for those who came there by keyboard.
const keepClosedForMouse = (event: FocusEvent<HTMLElement>): void => {
  if (!event.currentTarget.matches(':focus-visible')) event.preventDefault();
};

/** Needed once around everything that has tooltips. */
export const TooltipProvider = Radix.Provider;
