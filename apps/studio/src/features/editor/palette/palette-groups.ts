import type { NodeDefinition, NodeFamily } from '@callwright/flow-engine';

/** Families in the order of a call. */
const FAMILIES: readonly NodeFamily[] = ['speak', 'hear', 'decide', 'connect', 'data', 'end'];

/** What is added most often stands first in its family; the others follow in the catalog's order. */
const USUAL_FIRST: readonly string[] = ['say', 'menu'];

/** Steps of one family that can be added. */
export type PaletteGroup = { readonly family: NodeFamily; readonly definitions: readonly NodeDefinition[] };

/**
 * What can be added, by family; families without a step are left out.
 * @param search words that must all occur in what a step does, is called, or is about
 */
export const paletteGroups = (definitions: readonly NodeDefinition[], search = ''): readonly PaletteGroup[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ action, title, description, type }: NodeDefinition) => {
    const text = `${action} ${title} ${description} ${type}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const usual = definitions.filter(({ type }) => USUAL_FIRST.includes(type));
  const inOrder = [...usual, ...definitions.filter((definition) => !usual.includes(definition))];
  return FAMILIES.map((family) => ({
    family,
    definitions: inOrder.filter((definition) => definition.family === family && fits(definition)),
  })).filter(({ definitions: some }) => some.length > 0);
};
