import Link from 'next/link';
import { messages } from '../shared/i18n/messages';
import { ButtonLink } from '../shared/ui/button-link';

const { title, body, home } = messages.shared.notFound;

const NotFound = () => (
  <main className="grid h-full place-items-center">
    <div className="flex flex-col items-center gap-3 text-center">
      <h1 className="text-lg font-title">{title}</h1>
      <p className="text-ink-2">{body}</p>
      <ButtonLink>
        <Link href="/">{home}</Link>
      </ButtonLink>
    </div>
  </main>
);

export default NotFound;
