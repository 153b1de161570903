import { Field, TextInput } from '../../shared/ui/field';

/** One line of text with its label; for names and numbers, which no speller knows. */
export const LineField = ({
  label,
  help,
  problem,
  value,
  onChange,
  autoFocus,
  type = 'text',
  placeholder,
  inputMode,
  className,
}: {
  readonly label: string;
  readonly help?: string;
  readonly problem?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly autoFocus?: boolean;
  readonly type?: 'text' | 'password';
  readonly placeholder?: string;
  readonly inputMode?: 'numeric' | 'tel' | 'text';
  readonly className?: string;
}) => (
  <Field label={label} help={help} problem={problem} className={className}>
    {(control) => (
      <TextInput
        {...control}
        type={type}
        autoFocus={autoFocus}
        // A browser would offer the person's own password.
        autoComplete={type === 'password' ? 'new-password' : 'off'}
        spellCheck={false}
        placeholder={placeholder}
        inputMode={inputMode}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </Field>
);
