import type { Metadata } from 'next';
import { CallsPage } from '../../../features/calls/list/calls-page';
import { messages } from '../../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.calls.title };

const Page = () => <CallsPage />;

export default Page;
