'use client';

import type { LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Icon } from './icon';
import { Kbd } from './kbd';

/** A list of commands that opens below its button. The button must be one element that takes a ref. */
export const Menu = ({
  button,
  align = 'end',
  children,
}: {
  readonly button: ReactElement;
  readonly align?: 'start' | 'center' | 'end';
  readonly children: ReactNode;
}) => (
  <DropdownMenu.Root modal={false}>
    <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align={align}
        sideOffset={6}
        collisionPadding={8}
        className="z-[60] max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-card border border-line bg-surface p-1.5 shadow-e3"
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  </DropdownMenu.Root>
);

/** One command of a {@link Menu}. */
export const MenuItem = ({
  icon,
  keys,
  tone = 'plain',
  disabled,
  onSelect,
  children,
}: {
  readonly icon?: LucideIcon;
  readonly keys?: string;
  readonly tone?: 'plain' | 'danger';
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) => (
  <DropdownMenu.Item
    disabled={disabled}
    onSelect={onSelect}
    className={`flex min-h-8 cursor-pointer items-center gap-2.5 rounded-field px-2 py-1 outline-none select-none data-disabled:cursor-default data-disabled:opacity-45 data-highlighted:bg-accent-soft ${
      tone === 'danger' ? 'text-danger' : 'text-ink'
    }`}
  >
    {icon && <Icon icon={icon} />}
    <span className="flex-1">{children}</span>
    {keys && <Kbd keys={keys} />}
  </DropdownMenu.Item>
);

/** One of several in a {@link Menu}, of which one is chosen. */
export const MenuChoice = <Value extends string>({
  value,
  options,
  onChange,
}: {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}) => (
  <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
    {options.map((option) => (
      <DropdownMenu.RadioItem
        key={option.value}
        value={option.value}
        className="relative flex min-h-8 cursor-pointer items-center rounded-field py-1 pr-2 pl-8 outline-none select-none data-highlighted:bg-accent-soft"
      >
        <DropdownMenu.ItemIndicator className="absolute left-3 size-1.5 rounded-full bg-accent" />
        {option.label}
      </DropdownMenu.RadioItem>
    ))}
  </DropdownMenu.RadioGroup>
);

/** A heading inside a {@link Menu}. */
export const MenuLabel = ({ children }: { readonly children: ReactNode }) => (
  <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-sm text-ink-3">{children}</DropdownMenu.Label>
);

/** A line between groups of a {@link Menu}. */
export const MenuLine = () => <DropdownMenu.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;
