'use client';

import { Crosshair } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SelectInput } from '../../../../shared/ui/field';
import { IconButton } from '../../../../shared/ui/icon-button';
import { useActions, useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { asText, type WidgetProps } from './widget-props';

/** Another step of the flow, by its name. */
export const StepWidget = ({ node, value, onChange, control }: WidgetProps) => {
  const t = useTranslations('editor.widgets.step');
  const nodes = useEditor((state) => documentOf(state).flow.nodes);
  const definitions = useEditor((state) => state.definitions);
  const { reveal } = useActions();
  const chosen = asText(value);
  const others = nodes
    .filter(({ id, type }) => id !== node.id && !definitions.get(type)?.isNote)
    .sort((a, b) => a.name.localeCompare(b.name));
  const isGone = chosen !== '' && !others.some(({ id }) => id === chosen);
  return (
    <div className="flex items-center gap-1.5">
      <SelectInput {...control} value={chosen} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t('choose')}</option>
        {isGone && <option value={chosen}>{t('gone')}</option>}
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectInput>
      <IconButton
        icon={Crosshair}
        label={t('show')}
        disabled={chosen === '' || isGone}
        onClick={() => reveal(chosen)}
      />
    </div>
  );
};
