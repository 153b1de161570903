'use client';

import { definitionByType, emptyDocument } from '@callwright/nodes';
import type { FlowTemplate } from '@callwright/protocol';
import { RadioGroup } from 'radix-ui';
import { FlowGlyph } from './flow-glyph';

/** The flow with nothing in it, as one of the templates. */
export const BLANK_ID = '';

/** A template as a card: its drawing, its name, what it does. */
export type TemplateCard = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly foot?: string;
  readonly document: FlowTemplate['document'];
};

/** The cards of all templates and of the empty flow. */
export const templateCards = (
  templates: readonly FlowTemplate[],
  blank: Pick<TemplateCard, 'name' | 'description' | 'foot'>,
  footOf?: (template: FlowTemplate) => string,
): readonly TemplateCard[] => [
  ...templates.map((template) => ({ ...template, foot: footOf?.(template) })),
  { id: BLANK_ID, document: emptyDocument(), ...blank },
];

/** Templates to choose one of. */
export const TemplateCards = ({
  label,
  cards,
  chosen,
  onChoose,
  isSmall = false,
}: {
  readonly label: string;
  readonly cards: readonly TemplateCard[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly isSmall?: boolean;
}) => (
  <RadioGroup.Root
    aria-label={label}
    value={chosen}
    onValueChange={onChoose}
    className={`grid gap-4 ${isSmall ? 'grid-cols-2' : 'grid-cols-[repeat(auto-fill,minmax(240px,1fr))]'}`}
  >
    {cards.map((card) => (
      <RadioGroup.Item
        key={card.id}
        value={card.id}
        className={`flex flex-col rounded-[14px] border border-line bg-surface px-4 py-3.5 text-left shadow-e1 transition-shadow duration-[120ms] hover:border-line-strong focus-visible:rounded-[14px] data-[state=checked]:shadow-[0_0_0_6px_var(--accent-soft)] data-[state=checked]:outline-2 data-[state=checked]:-outline-offset-1 data-[state=checked]:outline-accent ${isSmall ? 'min-h-[190px]' : 'min-h-[234px]'}`}
      >
        <FlowGlyph document={card.document} definitions={definitionByType} />
        <b className="mt-3 text-lg font-title">{card.name}</b>
        <span className="mt-1 leading-[19px] text-ink-2">{card.description}</span>
        {card.foot && <span className="mt-auto pt-2 text-sm text-ink-3">{card.foot}</span>}
      </RadioGroup.Item>
    ))}
  </RadioGroup.Root>
);
