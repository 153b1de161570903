import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names';

const BOX =
  'w-full rounded-field border border-line-strong bg-surface px-2.5 text-ink transition-[border-color,box-shadow] duration-[120ms] focus:border-accent focus:shadow-[0_0_0_3px_var(--accent-soft)] focus:outline-none disabled:bg-surface-2 disabled:text-ink-3 aria-invalid:border-danger';

/** What a field's control is told: give it to the input. */
export type FieldControl = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
};

/** A label, its control, and below it help or what is wrong. */
export const Field = ({
  label,
  help,
  problem,
  warning,
  isLabelHidden = false,
  className,
  children,
}: {
  readonly label: string;
  readonly help?: string;
  readonly problem?: string;
  /** What is doubtful, where nothing is wrong. */
  readonly warning?: string;
  readonly isLabelHidden?: boolean;
  readonly className?: string;
  readonly children: (control: FieldControl) => ReactNode;
}) => {
  const id = useId();
  const below = problem ?? warning ?? help;
  return (
    <div className={classNames('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'font-strong text-ink-2'}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': below ? `${id}-below` : undefined,
        'aria-invalid': problem ? true : undefined,
      })}
      {below && (
        <p
          id={`${id}-below`}
          className={classNames('text-sm', problem ? 'text-danger' : warning ? 'text-warning' : 'text-ink-3')}
        >
          {below}
        </p>
      )}
    </div>
  );
};

/** One line of text. */
export const TextInput = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input type="text" {...rest} className={classNames(BOX, 'h-9', className)} />
);

/** Several lines of text. */
export const TextArea = ({ className, ...rest }: ComponentProps<'textarea'>) => (
  <textarea {...rest} className={classNames(BOX, 'resize-none py-2', className)} />
);

/** One of a few texts, by the system's own list. */
export const SelectInput = ({ className, children, ...rest }: ComponentProps<'select'>) => (
  <select
    {...rest}
    className={classNames(
      BOX,
      'h-9 appearance-none bg-[length:16px] bg-[right_8px_center] bg-no-repeat pr-8 [background-image:var(--select-arrow)]',
      className,
    )}
  >
    {children}
  </select>
);
