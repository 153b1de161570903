'use client';

import { useId } from 'react';
import { namesOf } from '../called-flow/taken-over';
import { useCalledSettings } from '../called-flow/use-called-flow';
import { RowsWidget } from './rows-widget';
import type { WidgetProps } from './widget-props';

/** Values that go from one place to another; those of a flow that is run suggest its inputs and outputs. */
export const MappingsWidget = (props: WidgetProps) => {
  const names = useId();
  const settings = useCalledSettings(props.node);
  const isOfFlow = props.field.columns.some(({ name }) => name === 'name') && settings !== undefined;
  if (!isOfFlow) return <RowsWidget {...props} />;
  const way = props.field.columns.some(({ name }) => name === 'saveAs') ? 'output' : 'input';
  return (
    <>
      <datalist id={names}>
        {namesOf(settings, way).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <RowsWidget {...props} suggestions={{ name: names }} />
    </>
  );
};
