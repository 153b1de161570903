'use client';

import { useState } from 'react';
import { TextInput } from '../../../../shared/ui/field';
import { parseTime } from './edit-hours';

/** A time of day, typed as `9`, `930` or `9:30`, on 24 hours whatever the browser's own are. */
export const TimeInput = ({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (time: string) => void;
}) => {
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      aria-label={label}
      inputMode="numeric"
      value={typed ?? value}
      maxLength={5}
      onChange={({ target }) => {
        setTyped(target.value);
        const time = parseTime(target.value);
        if (time) onChange(time);
      }}
      onBlur={() => setTyped(undefined)}
      className="h-8 w-[60px] px-1 text-center tabular-nums"
    />
  );
};
