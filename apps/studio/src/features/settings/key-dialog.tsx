'use client';

import { type ApiKeyResource, createApiKey, type Scope, scope } from '@callwright/protocol';
import { Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { Button } from '../../shared/ui/button';
import { copyText } from '../../shared/ui/copy-text';
import { Dialog } from '../../shared/ui/dialog';
import { Field, TextInput } from '../../shared/ui/field';
import { useKeyChanges } from './resources';

/** Makes a key, then shows it: once, and never again. */
export const KeyDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [made, setMade] = useState<ApiKeyResource | null>(null);
  return made?.key ? <NewKey value={made.key} onClose={onClose} /> : <KeyForm onMade={setMade} onClose={onClose} />;
};

const KeyForm = ({
  onMade,
  onClose,
}: {
  readonly onMade: (key: ApiKeyResource) => void;
  readonly onClose: () => void;
}) => {
  const t = useTranslations('settings.keys');
  const words = useTranslations('shared');
  const settings = useTranslations('settings');
  const { create } = useKeyChanges();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['calls:start']);
  const [isTried, setTried] = useState(false);
  const formId = useId();
  const parsed = createApiKey.safeParse({ name, scopes });
  const save = async () => {
    setTried(true);
    if (!parsed.success) return;
    try {
      onMade(await create.mutateAsync(parsed.data));
    } catch {
      // Said below the form.
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('addTitle')}
      widthPx={460}
      foot={
        <>
          <Button onClick={onClose}>{words('cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} isBusy={create.isPending}>
            {t('addSave')}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={t('name')}
          help={t('nameHelp')}
          problem={isTried && name.trim() === '' ? t('nameBad') : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1.5 font-strong text-ink-2">{t('may')}</legend>
          {scope.options.map((option) => (
            <label key={option} className="flex min-h-7 cursor-pointer items-center gap-2.5">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={scopes.includes(option)}
                onChange={(event) =>
                  setScopes(event.target.checked ? [...scopes, option] : scopes.filter((one) => one !== option))
                }
              />
              {t(`scopes.${option}`)}
              <span className="ml-auto font-mono text-sm text-ink-3">{option}</span>
            </label>
          ))}
          {isTried && scopes.length === 0 && (
            <p role="alert" className="text-sm text-danger">
              {t('scopesBad')}
            </p>
          )}
        </fieldset>
        {create.isError && (
          <p role="alert" className="text-danger">
            {settings('notSaved')}
          </p>
        )}
      </form>
    </Dialog>
  );
};

const NewKey = ({ value, onClose }: { readonly value: string; readonly onClose: () => void }) => {
  const t = useTranslations('settings.keys');
  const settings = useTranslations('settings');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('onceTitle')}
      lead={t('onceLead')}
      widthPx={560}
      foot={
        <>
          <Button
            icon={Copy}
            onClick={() => void copyText(value, { done: t('copied'), refused: settings('notCopied') })}
          >
            {t('copy')}
          </Button>
          <Button kind="primary" onClick={onClose}>
            {t('done')}
          </Button>
        </>
      }
    >
      <output className="block rounded-field border border-line bg-surface-2 px-3 py-2.5 font-mono text-sm break-all select-all">
        {value}
      </output>
    </Dialog>
  );
};
