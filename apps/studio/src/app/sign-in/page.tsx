import type { Metadata } from 'next';
import { SignInPage } from '../../features/session/sign-in-page';
import { messages } from '../../shared/i18n/messages';

export const metadata: Metadata = { title: messages.session.title };

type SignInProps = { readonly searchParams: Promise<{ readonly next?: string | readonly string[] }> };

const Page = async ({ searchParams }: SignInProps) => {
  const { next } = await searchParams;
  return <SignInPage returnTo={typeof next === 'string' ? next : null} />;
};

export default Page;
