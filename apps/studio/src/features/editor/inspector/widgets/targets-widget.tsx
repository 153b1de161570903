'use client';

import { useId } from 'react';
import { LineNames } from './line-names';
import { RowsWidget } from './rows-widget';
import type { WidgetProps } from './widget-props';

/** Lines to ring, each with how long. */
export const TargetsWidget = (props: WidgetProps) => {
  const lines = useId();
  return (
    <>
      <LineNames id={lines} />
      <RowsWidget {...props} suggestions={{ target: lines }} />
    </>
  );
};
