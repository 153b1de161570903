import type { Metadata } from 'next';
import { SettingsPage } from '../../../features/settings/settings-page';
import { messages } from '../../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.settings.title };

const Page = () => <SettingsPage />;

export default Page;
