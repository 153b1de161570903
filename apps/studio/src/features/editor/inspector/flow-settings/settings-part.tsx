import type { FlowSettings } from '@callwright/protocol';
import type { ReactNode } from 'react';

/** What every part of the flow's form is given. */
export type SettingsPartProps = {
  readonly settings: FlowSettings;
  readonly onChange: (part: Partial<FlowSettings>) => void;
};

/** A part of the flow's form under its heading. */
export const SettingsPart = ({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}) => (
  <section className="flex flex-col gap-3 border-t border-line px-4 py-3.5">
    <div>
      <h3 className="font-title">{title}</h3>
      {lead && <p className="text-sm text-ink-3">{lead}</p>}
    </div>
    {children}
  </section>
);
