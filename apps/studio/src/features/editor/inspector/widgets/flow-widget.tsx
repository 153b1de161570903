'use client';

import { ListPlus, SquareArrowOutUpRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { SelectInput } from '../../../../shared/ui/field';
import { Icon } from '../../../../shared/ui/icon';
import { useActions, useEditor } from '../../editor-context';
import { takenOver } from '../called-flow/taken-over';
import { useCalledSettings, useFlowChoices } from '../called-flow/use-called-flow';
import { asText, type WidgetProps } from './widget-props';

/** Another flow, by its name; with it come its inputs, outputs and outcomes. */
export const FlowWidget = ({ node, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.subflow');
  const own = useEditor((state) => state.flowId);
  const { changeField } = useActions();
  const flows = useFlowChoices();
  const settings = useCalledSettings(node);
  const chosen = asText(value);
  const others = flows.data?.items.filter(({ id }) => id !== own) ?? [];
  const isKnown = others.some(({ id }) => id === chosen);
  const lacking = settings ? takenOver(node, settings) : {};
  const take = () => {
    for (const [name, next] of Object.entries(lacking)) changeField(node.id, name, next);
  };
  return (
    <div className="flex flex-col gap-2">
      <SelectInput {...control} value={chosen} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t('choose')}</option>
        {chosen !== '' && !isKnown && <option value={chosen}>{flows.data ? t('gone') : chosen}</option>}
        {others.map(({ id, name, publishedVersion }) => (
          <option key={id} value={id}>
            {publishedVersion === null ? t('unpublished', { name }) : name}
          </option>
        ))}
      </SelectInput>
      {isKnown && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {Object.keys(lacking).length > 0 && (
            <Button size="small" icon={ListPlus} onClick={take}>
              {t('takeOver')}
            </Button>
          )}
          <Link
            href={`/flows/${chosen}`}
            target="_blank"
            className="ml-auto inline-flex items-center gap-1.5 text-sm text-accent hover:underline"
          >
            {t('open')}
            <Icon icon={SquareArrowOutUpRight} size={14} />
          </Link>
        </div>
      )}
    </div>
  );
};
