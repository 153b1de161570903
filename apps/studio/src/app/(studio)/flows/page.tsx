import type { Metadata } from 'next';
import { FlowsPage } from '../../../features/flows/flows-page';
import { messages } from '../../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.flows.title };

const Page = () => <FlowsPage />;

export default Page;
