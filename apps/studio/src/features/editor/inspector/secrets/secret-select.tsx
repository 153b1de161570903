'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../../../../shared/ui/button';
import { type FieldControl, SelectInput, TextInput } from '../../../../shared/ui/field';
import { SecretDialog } from './secret-dialog';
import { useSecrets } from './use-secrets';

/** A secret of the workspace by its name; who may not see their names types it. */
export const SecretSelect = ({
  control,
  name,
  none,
  onChange,
}: {
  readonly control: Partial<FieldControl> & { readonly 'aria-label'?: string };
  readonly name: string;
  /** Words for none, where none may be. */
  readonly none?: string;
  readonly onChange: (name: string) => void;
}) => {
  const t = useTranslations('editor.secrets');
  const secrets = useSecrets();
  const [isAdding, setAdding] = useState(false);
  if (secrets.isError)
    return (
      <TextInput
        {...control}
        value={name}
        maxLength={64}
        placeholder={t('name')}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value.trim())}
      />
    );
  const names = secrets.data?.items.map((secret) => secret.name) ?? [];
  return (
    <div className="flex items-center gap-2">
      <SelectInput
        {...control}
        value={name}
        aria-invalid={control['aria-invalid']}
        onChange={({ target }) => onChange(target.value)}
        className="min-w-0 flex-1"
      >
        <option value="">{none ?? t('choose')}</option>
        {name !== '' && !names.includes(name) && (
          <option value={name}>{secrets.data ? t('gone', { name }) : name}</option>
        )}
        {names.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </SelectInput>
      <Button icon={Plus} onClick={() => setAdding(true)}>
        {t('add')}
      </Button>
      {isAdding && (
        <SecretDialog
          onClose={() => setAdding(false)}
          onStored={(stored) => {
            setAdding(false);
            onChange(stored);
          }}
        />
      )}
    </div>
  );
};
