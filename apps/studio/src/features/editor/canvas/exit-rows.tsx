'use client';

import { Handle, Position } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { KeyCap } from '../../../shared/ui/key-cap';
import type { ExitRow } from './step-view';
import type { ZoomBand } from './zoom-band';

/** The ways out of a step, each with its port at the right edge. */
export const ExitRows = ({
  rows,
  band,
  taken,
  isEditable,
}: {
  readonly rows: readonly ExitRow[];
  readonly band: ZoomBand;
  readonly taken: string;
  readonly isEditable: boolean;
}) => {
  const took = new Set(taken === '' ? [] : taken.split('|'));
  if (band === 'far') return <Ports rows={rows} isEditable={false} />;
  const folds = band === 'middle' ? rows.filter(({ state }) => state === 'inherited') : [];
  const shown = band === 'middle' ? rows.filter(({ state }) => state !== 'inherited') : rows;
  return (
    <div className="step-exits">
      {shown.map((row) => (
        <Exit key={row.name} row={row} isTaken={took.has(row.name)} isEditable={isEditable} />
      ))}
      {folds.length > 0 && (
        <div
          className="exit exit-folded"
          data-state="inherited"
          data-taken={folds.some(({ name }) => took.has(name)) || undefined}
        >
          <span>{folds.map(({ label }) => label).join(', ')}</span>
          <Ports rows={folds} isEditable={isEditable} />
        </div>
      )}
    </div>
  );
};

const Exit = ({
  row,
  isTaken,
  isEditable,
}: {
  readonly row: ExitRow;
  readonly isTaken: boolean;
  readonly isEditable: boolean;
}) => {
  const t = useTranslations('editor.step');
  const words =
    row.state === 'inherited'
      ? t(row.kind === 'failure' ? 'failureEnds' : 'fallbackEnds', { exit: row.label })
      : row.label;
  return (
    <div className="exit" data-state={row.state} data-taken={isTaken || undefined} title={words}>
      {row.key && <KeyCap digit={row.key} />}
      <span>{words}</span>
      <Port row={row} isEditable={isEditable} />
    </div>
  );
};

const Ports = ({ rows, isEditable }: { readonly rows: readonly ExitRow[]; readonly isEditable: boolean }) =>
  rows.map((row) => <Port key={row.name} row={row} isEditable={isEditable} />);

const Port = ({ row, isEditable }: { readonly row: ExitRow; readonly isEditable: boolean }) => (
  <Handle
    type="source"
    position={Position.Right}
    id={row.name}
    className="port"
    isConnectable={isEditable}
    isConnectableEnd={false}
  />
);
