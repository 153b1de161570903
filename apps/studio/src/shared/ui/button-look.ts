import { cva, type VariantProps } from 'class-variance-authority';

/** Classes of a button of a kind and size. */
export const buttonLook = cva(
  'inline-flex shrink-0 items-center justify-center gap-[7px] whitespace-nowrap border font-strong transition-colors duration-[120ms] select-none disabled:cursor-default disabled:opacity-55',
  {
    variants: {
      kind: {
        normal: 'border-line bg-surface text-ink shadow-e1 hover:bg-surface-2 disabled:hover:bg-surface',
        primary:
          'border-transparent bg-accent font-semibold text-on-accent shadow-e1 hover:bg-accent-hover disabled:hover:bg-accent',
        quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-surface-3 hover:text-ink',
        live: 'border-live/35 bg-surface text-live shadow-e1 hover:bg-live-soft',
        danger: 'border-danger/40 bg-surface text-danger shadow-e1 hover:bg-danger-soft',
        dangerFilled: 'border-transparent bg-danger text-on-danger shadow-e1 hover:brightness-110',
      },
      size: {
        normal: 'h-8 rounded-field px-3',
        small: 'h-[26px] rounded-key px-[9px] text-sm',
        large: 'h-[46px] rounded-card px-5 text-lg',
      },
    },
    compoundVariants: [{ kind: 'quiet', size: 'normal', class: 'px-2' }],
    defaultVariants: { kind: 'normal', size: 'normal' },
  },
);

/** Looks of a button. */
export type ButtonLook = VariantProps<typeof buttonLook>;
