import type { Metadata } from 'next';
import { HomePage } from '../../features/home/home-page';
import { messages } from '../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.home.title };

const Page = () => <HomePage />;

export default Page;
