'use client';

import { Cable, Hash, Phone, ShieldCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SectionsPage } from '../../shared/frame/sections-page';
import { NumbersSection } from './numbers/numbers-section';
import { PhonesSection } from './phones/phones-section';
import { CallSomebodyButton } from './place-call/call-somebody-button';
import { PolicySection } from './policy/policy-section';
import { TrunksSection } from './trunks/trunks-section';

/** How telephones reach Callwright and are reached by it, one section at a time. */
export const TelephonyPage = () => {
  const t = useTranslations('telephony');
  return (
    <SectionsPage
      title={t('title')}
      label={t('sections.label')}
      actions={<CallSomebodyButton />}
      sections={[
        { name: 'numbers', label: t('sections.numbers'), icon: Hash, Content: NumbersSection },
        { name: 'trunks', label: t('sections.trunks'), icon: Cable, Content: TrunksSection },
        { name: 'phones', label: t('sections.phones'), icon: Phone, Content: PhonesSection },
        { name: 'policy', label: t('sections.policy'), icon: ShieldCheck, Content: PolicySection },
      ]}
    />
  );
};
