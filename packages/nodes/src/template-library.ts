import { type FlowTemplate, flowTemplate } from '@callwright/protocol';
import { exampleTemplates } from './example-templates.generated.js';
import { flowTemplates } from './templates.js';

/**
 * All flows to start from, the simplest first; the others are the examples. Each is complete: only recordings it plays have
 * to be uploaded before it is published.
 */
export const flowTemplateLibrary: readonly FlowTemplate[] = [
  ...flowTemplates,
  ...exampleTemplates.map((one) => flowTemplate.parse(one)),
];
