'use client';

import type { Json } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { evenShares } from './rows';
import { RowsWidget } from './rows-widget';
import { asEntries, type WidgetProps } from './widget-props';

const NEAR = 0.001;

/** Ways with their percents, and what they are together. */
export const SharesWidget = (props: WidgetProps) => {
  const t = useTranslations('editor.shares');
  const { value, onChange } = props;
  const rows = asEntries(value);
  const total = rows.reduce((sum, { percent }) => sum + (typeof percent === 'number' ? percent : 0), 0);
  const isWhole = Math.abs(total - 100) < NEAR;
  const even = () => {
    const shares = evenShares(rows.length);
    onChange(rows.map((row, at) => ({ ...row, percent: shares[at] ?? 0 })) as Json);
  };
  return (
    <RowsWidget
      {...props}
      after={
        <>
          <span className={`ml-auto tabular-nums ${isWhole ? 'text-ink-3' : 'font-strong text-danger'}`}>
            {t('total', { total: Number(total.toFixed(2)) })}
          </span>
          <Button size="small" onClick={even} disabled={rows.length === 0}>
            {t('even')}
          </Button>
        </>
      }
    />
  );
};
