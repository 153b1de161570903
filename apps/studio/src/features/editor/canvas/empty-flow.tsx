'use client';

import { useTranslations } from 'next-intl';
import { Button } from '../../../shared/ui/button';
import { FamilyShape } from '../../../shared/ui/family-shape';
import { nodeIcon } from '../../../shared/ui/node-icon';
import { useActions, useEditor } from '../editor-context';
import { documentOf } from '../editor-store';
import { paletteGroups } from '../palette/palette-groups';

const FIRST_STEP = { x: 300, y: 160 } as const;

/** What an empty flow asks. The first step of each of the first families is at hand. */
export const EmptyFlow = () => {
  const t = useTranslations('editor.empty');
  const actions = useActions();
  const isEmpty = useEditor((state) => documentOf(state).flow.nodes.length === 0);
  const definitions = useEditor((state) => state.definitions);
  if (!isEmpty) return null;
  const all = [...definitions.values()];
  const say = all.find(({ type }) => type === 'say');
  const menu = all.find(({ type }) => type === 'menu');
  const offered = [say, menu].filter((one) => one !== undefined);
  const shown = offered.length > 0 ? offered : (paletteGroups(all)[0]?.definitions.slice(0, 2) ?? []);
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center">
      <div className="pointer-events-auto flex flex-col items-center gap-4 rounded-sheet border border-line bg-surface px-8 py-7 text-center shadow-e2">
        <p className="text-xl font-title">
          {t('callComesIn')} <br />
          {t('whatNext')}
        </p>
        <div className="flex flex-wrap justify-center gap-2">
          {shown.map((definition) => (
            <Button
              key={definition.type}
              size="normal"
              className="h-10"
              onClick={() => actions.addStep(definition, FIRST_STEP)}
            >
              <FamilyShape family={definition.family} icon={nodeIcon(definition.icon)} />
              {definition.action}
            </Button>
          ))}
        </div>
        <button
          type="button"
          className="font-strong text-accent underline underline-offset-3"
          onClick={(event) => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            actions.openList({ screen: { x: left, y: bottom + 6 }, at: FIRST_STEP });
          }}
        >
          {t('somethingElse')}
        </button>
      </div>
    </div>
  );
};
