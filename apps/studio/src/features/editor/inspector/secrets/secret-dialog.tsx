'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '../../../../shared/ui/button';
import { Dialog } from '../../../../shared/ui/dialog';
import { Field, TextInput } from '../../../../shared/ui/field';
import { useStoreSecret } from './use-secrets';

const NAME = /^[a-z][a-z0-9._-]{0,63}$/i;

/** Stores a new secret of the workspace. */
export const SecretDialog = ({
  onClose,
  onStored,
}: {
  readonly onClose: () => void;
  readonly onStored: (name: string) => void;
}) => {
  const t = useTranslations('editor.secrets');
  const words = useTranslations('shared');
  const form = useId();
  const store = useStoreSecret();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const isNamed = NAME.test(name);
  const submit = () => {
    if (!isNamed || value === '') return;
    store.mutate({ name, value }, { onSuccess: () => onStored(name) });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('newTitle')}
      lead={t('lead')}
      widthPx={420}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={form} isBusy={store.isPending} disabled={!isNamed || value === ''}>
            {words('save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="flex flex-col gap-4"
      >
        <Field label={t('name')} help={t('nameHelp')} problem={name !== '' && !isNamed ? t('nameProblem') : undefined}>
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={64}
              spellCheck={false}
              onChange={({ target }) => setName(target.value.trim())}
            />
          )}
        </Field>
        <Field label={t('value')}>
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="new-password"
              value={value}
              maxLength={8192}
              onChange={({ target }) => setValue(target.value)}
            />
          )}
        </Field>
        {store.isError && (
          <p role="alert" className="text-danger">
            {t('failed')}
          </p>
        )}
      </form>
    </Dialog>
  );
};
