import type { FlowDocument, Json } from '@callwright/protocol';

/** The company the templates speak for. */
export const TEMPLATE_COMPANY = 'Riverside Dental';

/** A template that speaks for another company. An empty name leaves it as it is. */
export const withCompany = (document: FlowDocument, company: string): FlowDocument => {
  const name = company.trim();
  if (name === '') return document;
  const nodes = document.flow.nodes.map((node) => ({
    ...node,
    config: Object.fromEntries(Object.entries(node.config).map(([field, value]) => [field, renamed(value, name)])),
  }));
  return { ...document, flow: { ...document.flow, nodes } };
};

/** Whether a template names that company: otherwise there is nothing to put one's own in the place of. */
export const speaksForCompany = (document: FlowDocument): boolean =>
  JSON.stringify(document.flow.nodes).includes(TEMPLATE_COMPANY);

const renamed = (value: Json, name: string): Json => {
  if (typeof value === 'string') return value.replaceAll(TEMPLATE_COMPANY, () => name);
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => renamed(one, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one, name)]));
};
