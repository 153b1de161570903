import type { ReactNode } from 'react';
import { FoldedPart } from '../../shared/ui/folded-part';

/** What few need, folded away below a form. */
export const AdvancedPart = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <FoldedPart title={title} className="-mx-6 border-t border-line px-6 pt-3">
    {children}
  </FoldedPart>
);
