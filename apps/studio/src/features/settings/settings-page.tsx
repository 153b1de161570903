'use client';

import { AudioLines, Ear, Info, KeyRound, Palette, PhoneIncoming } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SectionsPage } from '../../shared/frame/sections-page';
import { AboutSection } from './about-section';
import { KeysSection } from './keys-section';
import { LinesSection } from './lines-section';
import { LookSection } from './look-section';
import { RecordingsSection } from './recordings-section';
import { SpeechSection } from './speech-section';

/** What holds for the whole workspace, one section at a time. */
export const SettingsPage = () => {
  const t = useTranslations('settings');
  return (
    <SectionsPage
      title={t('title')}
      label={t('sections.label')}
      sections={[
        { name: 'lines', label: t('sections.lines'), icon: PhoneIncoming, Content: LinesSection },
        { name: 'recordings', label: t('sections.recordings'), icon: AudioLines, Content: RecordingsSection },
        { name: 'speech', label: t('sections.speech'), icon: Ear, Content: SpeechSection },
        { name: 'keys', label: t('sections.keys'), icon: KeyRound, Content: KeysSection },
        { name: 'look', label: t('sections.look'), icon: Palette, Content: LookSection },
        { name: 'about', label: t('sections.about'), icon: Info, Content: AboutSection },
      ]}
    />
  );
};
