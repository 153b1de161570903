import type { Metadata } from 'next';
import { CallPage } from '../../../../features/calls/detail/call-page';
import { messages } from '../../../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.calls.title };

const Page = async ({ params }: { readonly params: Promise<{ readonly callId: string }> }) => {
  const { callId } = await params;
  return <CallPage callId={decodeURIComponent(callId)} />;
};

export default Page;
