'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { SelectInput } from '../../../../shared/ui/field';
import { calledBy, useFlowVersions } from '../called-flow/use-called-flow';
import type { WidgetProps } from './widget-props';

/** Which version of the chosen flow runs: the latest, or one that stays whatever is published after it. */
export const FlowVersionWidget = ({ node, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.subflow');
  const format = useFormatter();
  const { flowId } = calledBy(node);
  const versions = useFlowVersions(flowId);
  const pinned = typeof value === 'number' ? value : null;
  const items = versions.data?.items ?? [];
  const isKnown = pinned === null || items.some(({ version }) => version === pinned);
  return (
    <SelectInput
      {...control}
      value={pinned ?? ''}
      disabled={flowId === ''}
      onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
    >
      <option value="">{t('latest')}</option>
      {pinned !== null && !isKnown && <option value={pinned}>{t('version', { version: pinned })}</option>}
      {items.map(({ version, publishedAt }) => (
        <option key={version} value={version}>
          {t('versionOf', { version, day: format.dateTime(new Date(publishedAt), { dateStyle: 'medium' }) })}
        </option>
      ))}
    </SelectInput>
  );
};
