export { definitionByType, definitions } from './definitions.generated.js';
export { emptyDocument, flowTemplates } from './templates.js';
