import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '../../shared/ui/icon';

/** What few need, folded away below a form. */
export const AdvancedPart = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <details className="group -mx-6 border-t border-line px-6 pt-3">
    <summary className="flex cursor-pointer list-none items-center gap-1.5 py-1 font-strong text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
      <Icon icon={ChevronRight} size={14} className="transition-transform duration-[120ms] group-open:rotate-90" />
      {title}
    </summary>
    <div className="flex flex-col gap-4 pt-3">{children}</div>
  </details>
);
