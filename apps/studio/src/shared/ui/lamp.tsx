/** The line lamp: this line is live. Pulses while a call runs. */
export const Lamp = ({ isPulsing = true }: { readonly isPulsing?: boolean }) => (
  <span
    aria-hidden
    className={`size-2 shrink-0 rounded-full bg-live-lamp ${
      isPulsing ? 'animate-lamp shadow-[0_0_0_3px_color-mix(in_srgb,var(--live-lamp)_22%,transparent)]' : ''
    }`}
  />
);
