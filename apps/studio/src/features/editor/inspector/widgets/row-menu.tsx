'use client';

import { ArrowDown, ArrowUp, EllipsisVertical, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLine } from '../../../../shared/ui/menu';
import { moved, without } from './rows';

/** Moves a row of a list up or down, or takes it away. */
export const RowMenu = <Row,>({
  rows,
  at,
  onRows,
  canRemove = true,
  children,
}: {
  readonly rows: readonly Row[];
  readonly at: number;
  readonly onRows: (rows: readonly Row[]) => void;
  readonly canRemove?: boolean;
  /** Commands of its own, above the others. */
  readonly children?: ReactNode;
}) => {
  const t = useTranslations('editor.rows');
  return (
    <Menu button={<IconButton icon={EllipsisVertical} label={t('more', { position: at + 1 })} size={24} />}>
      {children}
      <MenuItem icon={ArrowUp} disabled={at === 0} onSelect={() => onRows(moved(rows, at, at - 1))}>
        {t('up')}
      </MenuItem>
      <MenuItem icon={ArrowDown} disabled={at === rows.length - 1} onSelect={() => onRows(moved(rows, at, at + 1))}>
        {t('down')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Trash2} tone="danger" disabled={!canRemove} onSelect={() => onRows(without(rows, at))}>
        {t('remove')}
      </MenuItem>
    </Menu>
  );
};
