import type { Metadata } from 'next';
import { MessagesPage } from '../../../features/messages/messages-page';
import { messages } from '../../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.messages.title };

const Page = () => <MessagesPage />;

export default Page;
