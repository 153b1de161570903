'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** One page of {@link TabList}. */
export type Tab<Value extends string> = { readonly value: Value; readonly label: ReactNode };

/** Pages of which one is shown; put {@link TabList} and {@link TabPanel} inside. */
export const Tabs = <Value extends string>({
  value,
  onChange,
  className,
  children,
}: {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
  readonly children: ReactNode;
}) => (
  <Radix.Root value={value} onValueChange={(next) => onChange(next as Value)} className={className}>
    {children}
  </Radix.Root>
);

/** The row of names; `after` stands at its far end. */
export const TabList = <Value extends string>({
  label,
  tabs,
  after,
}: {
  readonly label: string;
  readonly tabs: readonly Tab<Value>[];
  readonly after?: ReactNode;
}) => (
  <div className="flex shrink-0 items-center gap-[18px] border-b border-line px-4">
    <Radix.List aria-label={label} className="flex gap-[18px]">
      {tabs.map((tab) => (
        <Radix.Trigger
          key={tab.value}
          value={tab.value}
          className="-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent font-strong whitespace-nowrap text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-title data-[state=active]:text-accent"
        >
          {tab.label}
        </Radix.Trigger>
      ))}
    </Radix.List>
    {after && <div className="ml-auto flex items-center gap-3">{after}</div>}
  </div>
);

/** What a tab shows. */
export const TabPanel = Radix.Content;
