'use client';

import type { HttpAuth } from '@callwright/protocol';
import { useTranslations } from 'next-intl';
import { SelectInput, TextInput } from '../../../../shared/ui/field';
import { SecretSelect } from '../secrets/secret-select';
import type { Row } from './rows';
import { asText, type WidgetProps } from './widget-props';

const KINDS = ['none', 'bearer', 'basic', 'header'] as const satisfies readonly ('none' | HttpAuth['kind'])[];

/** How a request proves who sends it: the way, and the secret by its name. */
export const AuthWidget = ({ value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.auth');
  const auth: Row = value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Row) : {};
  const kind = KINDS.find((one) => one === auth.kind) ?? 'none';
  const secret = asText(auth.secret);
  const choose = (next: string) => {
    if (next === 'none') onChange({ kind: 'none' });
    else if (next === 'basic') onChange({ kind: 'basic', username: asText(auth.username), secret });
    else if (next === 'header') onChange({ kind: 'header', header: asText(auth.header) || 'X-Api-Key', secret });
    else onChange({ kind: 'bearer', secret });
  };
  return (
    <div className="flex flex-col gap-2">
      <SelectInput {...control} value={kind} onChange={({ target }) => choose(target.value)}>
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`kinds.${one}`)}
          </option>
        ))}
      </SelectInput>
      {kind === 'basic' && (
        <TextInput
          aria-label={t('username')}
          placeholder={t('username')}
          value={asText(auth.username)}
          maxLength={256}
          spellCheck={false}
          onChange={({ target }) => onChange({ ...auth, username: target.value })}
        />
      )}
      {kind === 'header' && (
        <TextInput
          aria-label={t('header')}
          placeholder={t('header')}
          value={asText(auth.header)}
          maxLength={128}
          spellCheck={false}
          onChange={({ target }) => onChange({ ...auth, header: target.value.trim() })}
        />
      )}
      {kind !== 'none' && (
        <SecretSelect
          control={{ 'aria-label': t('secret') }}
          name={secret}
          onChange={(name) => onChange({ ...auth, secret: name })}
        />
      )}
    </div>
  );
};
