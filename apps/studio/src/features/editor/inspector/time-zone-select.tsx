'use client';

import { useMemo } from 'react';
import type { FieldControl } from '../../../shared/ui/field';
import { SelectInput } from '../../../shared/ui/field';

/** A time zone from the browser's own list. With `none`, its words stand for null: that of the whole flow. */
export const TimeZoneSelect = ({
  control,
  value,
  none,
  onChange,
}: {
  readonly control: Partial<FieldControl> & { readonly 'aria-label'?: string };
  readonly value: string | null;
  readonly none?: string;
  readonly onChange: (timeZone: string | null) => void;
}) => {
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], []);
  const all = value === null || zones.includes(value) ? zones : [value, ...zones];
  return (
    <SelectInput
      {...control}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
    >
      {none !== undefined && <option value="">{none}</option>}
      {all.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </SelectInput>
  );
};
