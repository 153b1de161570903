import type { Metadata } from 'next';
import { TelephonyPage } from '../../../features/telephony/telephony-page';
import { messages } from '../../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.telephony.title };

const Page = () => <TelephonyPage />;

export default Page;
