'use client';

import { Braces } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '../../../../shared/ui/button';
import { IconButton } from '../../../../shared/ui/icon-button';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../../../shared/ui/menu';
import { useEditor } from '../../editor-context';
import { documentOf } from '../../editor-store';
import { PROMPT_FILTERS, type PromptFilter } from '../../model/prompt-filters';
import { readableName } from '../../model/prompt-text';
import { isSayable, variablesOf } from '../../model/variables';

const FILTERS = Object.keys(PROMPT_FILTERS) as readonly PromptFilter[];

/**
 * What a text may be filled in with: values the call knows by then, and other ways to say the one the cursor is at.
 * Secrets are offered only where `takesSecrets`: in what is sent, never in what is said.
 */
export const VariableMenu = ({
  isSmall,
  takesSecrets = false,
  onInsert,
  onFilter,
}: {
  readonly isSmall: boolean;
  readonly takesSecrets?: boolean;
  readonly onInsert: (name: string) => void;
  /** Undefined where no value stands before the cursor, or none is said. */
  readonly onFilter?: (filter: PromptFilter) => void;
}) => {
  const t = useTranslations('editor.widgets');
  const flow = useEditor((state) => documentOf(state).flow);
  const definitions = useEditor((state) => state.definitions);
  const variables = variablesOf(flow, definitions).filter((variable) => takesSecrets || isSayable(variable));
  const button = isSmall ? (
    <IconButton icon={Braces} label={t('insertVariable')} size={24} />
  ) : (
    <Button kind="quiet" size="small" icon={Braces} className="-ml-1.5 px-1.5">
      {t('insertVariable')}
    </Button>
  );
  return (
    <Menu align={isSmall ? 'end' : 'start'} button={button}>
      <MenuLabel>{t('knownByThen')}</MenuLabel>
      {variables.map(({ name, from, type }) => (
        <MenuItem key={name} onSelect={() => onInsert(name)}>
          <span className="flex items-baseline gap-3">
            <span className="rounded-tag bg-data-soft px-1 font-strong text-data">{readableName(name)}</span>
            <span className="ml-auto text-sm text-ink-3">
              {from ?? (type ? t(`variableTypes.${type}`) : t('everyCall'))}
            </span>
          </span>
        </MenuItem>
      ))}
      {onFilter && (
        <>
          <MenuLine />
          <MenuLabel>{t('sayIt')}</MenuLabel>
          {FILTERS.map((filter) => (
            <MenuItem key={filter} onSelect={() => onFilter(filter)}>
              {t(`filters.${filter}`)}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  );
};
