/** Keys of a command, as a hint beside its words: `Ctrl Z`. */
export const Kbd = ({ keys, onAccent = false }: { readonly keys: string; readonly onAccent?: boolean }) => (
  <kbd
    className={`rounded-tag border px-1 font-sans text-[11px]/4 font-medium whitespace-nowrap ${
      onAccent ? 'border-on-accent/40' : 'border-line bg-surface-2 text-ink-3'
    }`}
  >
    {keys}
  </kbd>
);
