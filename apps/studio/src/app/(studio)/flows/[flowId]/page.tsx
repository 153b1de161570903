import { flowId } from '@callwright/protocol';
import type { Metadata } from 'next';
import { messages } from '../../../../shared/i18n/messages';
import { FlowRoute } from './flow-route';

export const metadata: Metadata = { title: messages.editor.title };

type FlowPageProps = {
  readonly params: Promise<{ readonly flowId: string }>;
  readonly searchParams: Promise<{ readonly call?: string }>;
};

const Page = async ({ params, searchParams }: FlowPageProps) => {
  const { call } = await searchParams;
  return <FlowRoute flowId={flowId.parse((await params).flowId)} startsCall={call !== undefined} />;
};

export default Page;
