import { Switch as Radix } from 'radix-ui';
import { useId } from 'react';

/** On or off, with its words at the right; `note` stands at the far end. */
export const Switch = ({
  label,
  help,
  isOn,
  onChange,
  disabled,
}: {
  readonly label: string;
  readonly help?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly disabled?: boolean;
}) => {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <Radix.Root
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        className="relative mt-px h-[18px] w-[30px] shrink-0 rounded-full bg-line-strong transition-colors duration-[120ms] before:absolute before:-inset-1.5 before:content-[''] focus-visible:rounded-full data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-surface transition-transform duration-[120ms] data-[state=checked]:translate-x-3.5" />
      </Radix.Root>
      <div className="min-w-0">
        <label htmlFor={id} className="block cursor-pointer">
          {label}
        </label>
        {help && (
          <p id={`${id}-help`} className="text-sm text-ink-3">
            {help}
          </p>
        )}
      </div>
    </div>
  );
};
