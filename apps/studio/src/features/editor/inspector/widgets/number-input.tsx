'use client';

import { type ComponentProps, useState } from 'react';
import { classNames } from '../../../../shared/ui/class-names';
import { TextInput } from '../../../../shared/ui/field';
import { parseNumber } from './parse-number';

/** A number; empty for none. What is typed may be no number yet ("1."): then the last one that was stays. */
export const NumberInput = ({
  value,
  onChange,
  perUnit = 1,
  minimum,
  maximum,
  isInteger = true,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  readonly value: number | null;
  /** Null when the field is emptied. */
  readonly onChange: (value: number | null) => void;
  /** How much of the stored unit one of the shown unit is: 1000 for milliseconds shown as seconds. */
  readonly perUnit?: number;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly isInteger?: boolean;
}) => {
  const [typed, setTyped] = useState<string>();
  const change = (text: string) => {
    setTyped(text);
    const next = parseNumber(text, { perUnit, minimum, maximum, isInteger });
    if (next !== undefined) onChange(next);
  };
  return (
    <TextInput
      {...rest}
      inputMode={perUnit === 1 && isInteger ? 'numeric' : 'decimal'}
      value={typed ?? (value === null ? '' : String(value / perUnit))}
      onChange={({ target }) => change(target.value)}
      onBlur={() => setTyped(undefined)}
      className={classNames('tabular-nums', className)}
    />
  );
};
