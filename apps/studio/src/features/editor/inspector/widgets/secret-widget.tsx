'use client';

import { useTranslations } from 'next-intl';
import { SecretSelect } from '../secrets/secret-select';
import { asText, type WidgetProps } from './widget-props';

/** A secret of the workspace by its name, or none. */
export const SecretWidget = ({ value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.secrets');
  return <SecretSelect control={control} name={asText(value)} none={t('none')} onChange={onChange} />;
};
