import { definitions } from './definitions.generated.js';

export { definitions } from './definitions.generated.js';
export { emptyDocument, flowTemplates } from './templates.js';

/** Every definition by its type. */
export const definitionByType: ReadonlyMap<string, (typeof definitions)[number]> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
