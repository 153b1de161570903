import { Field, SelectInput } from '../../shared/ui/field';

/** One of a few values, each with its words. */
export const ChoiceField = <Value extends string>({
  label,
  help,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly help?: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}) => (
  <Field label={label} help={help}>
    {(control) => (
      <SelectInput
        {...control}
        value={value}
        onChange={({ target }) => {
          const chosen = options.find((one) => one.value === target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </SelectInput>
    )}
  </Field>
);
