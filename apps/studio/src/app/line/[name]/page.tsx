import type { Metadata } from 'next';
import { LinePage } from '../../../features/call-panel/line-page';
import { messages } from '../../../shared/i18n/messages';

type Props = { readonly params: Promise<{ readonly name: string }> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: `${messages.callPanel.title} ${decodeURIComponent((await params).name)}`,
});

const Page = async ({ params }: Props) => <LinePage name={decodeURIComponent((await params).name)} />;

export default Page;
