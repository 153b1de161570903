'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type SyntheticEvent, useState } from 'react';
import { ApiFailure } from '../../shared/api/api-failure';
import { Mark } from '../../shared/frame/mark';
import { Button } from '../../shared/ui/button';
import { Field, TextInput } from '../../shared/ui/field';
import { safeReturnPath } from './safe-return-path';
import { useSession } from './use-session';

type Refusal = 'refused' | 'tooMany' | 'offline' | 'unexpected';

/** Email and password; then back to `returnTo`, the path one wanted to open. */
export const SignInPage = ({ returnTo }: { readonly returnTo: string | null }) => {
  const t = useTranslations('session');
  const words = useTranslations('shared');
  const router = useRouter();
  const { signIn } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const submit = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(undefined);
    try {
      await signIn(String(form.get('email')), String(form.get('password')));
      router.replace(safeReturnPath(returnTo));
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  };

  return (
    <main className="grid h-full place-items-center overflow-y-auto p-6">
      <form
        onSubmit={(event) => void submit(event)}
        className="flex w-full max-w-[400px] flex-col gap-4 rounded-[20px] border border-line bg-surface p-8 shadow-e3"
      >
        <div className="flex items-center gap-3">
          <Mark className="size-[34px] text-accent" />
          <span className="text-lg font-title">{words('product')}</span>
        </div>
        <div>
          <h1 className="mt-1 text-[22px]/[28px] font-title tracking-[-.01em]">{t('title')}</h1>
          <p className="mt-1 text-ink-2">{t('lead')}</p>
        </div>
        <Field label={t('email')}>
          {(control) => <TextInput {...control} name="email" type="email" autoComplete="username" required autoFocus />}
        </Field>
        <Field label={t('password')}>
          {(control) => (
            <TextInput {...control} name="password" type="password" autoComplete="current-password" required />
          )}
        </Field>
        {refusal && (
          <p role="alert" className="rounded-field bg-danger-soft px-3 py-2 text-danger">
            {refusal === 'offline' || refusal === 'unexpected' ? words(`failure.${refusal}`) : t(refusal)}
          </p>
        )}
        <Button kind="primary" size="large" type="submit" isBusy={isBusy} className="mt-1">
          {isBusy ? t('submitting') : t('submit')}
        </Button>
        <p className="text-sm text-ink-3">{t('firstTime')}</p>
      </form>
    </main>
  );
};

const refusalOf = (error: unknown): Refusal => {
  if (!(error instanceof ApiFailure)) return 'unexpected';
  if (error.isOffline) return 'offline';
  if (error.status === 429) return 'tooMany';
  return error.status >= 500 ? 'unexpected' : 'refused';
};
