import { Field, TextArea } from '../../shared/ui/field';

/** Several entries, one a line. */
export const ListField = ({
  label,
  help,
  problem,
  value,
  onChange,
  rows = 2,
}: {
  readonly label: string;
  readonly help?: string;
  readonly problem?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
}) => (
  <Field label={label} help={help} problem={problem}>
    {(control) => (
      <TextArea
        {...control}
        rows={Math.min(8, Math.max(rows, value.split('\n').length))}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="tabular-nums"
      />
    )}
  </Field>
);
