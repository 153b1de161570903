'use client';

import { useTranslations } from 'next-intl';
import { useThemeStore } from '../../shared/theme/theme';
import { Segmented } from '../../shared/ui/segmented';
import { Section } from './section';

/** The colours of the studio, in this browser. */
export const LookSection = () => {
  const t = useTranslations('settings');
  const words = useTranslations('shared.theme');
  const { theme, choose } = useThemeStore();
  return (
    <Section title={t('sections.look')} lead={t('look.lead')}>
      <Segmented
        label={t('sections.look')}
        value={theme}
        onChange={choose}
        options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: words(value) }))}
      />
    </Section>
  );
};
