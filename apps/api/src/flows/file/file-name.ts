/** How a flow is written as a file. */
export type FlowFileFormat = 'yaml' | 'json';

const MAX_LENGTH = 60;
/** What a file is called whose flow has no name in Latin letters, and a flow whose file has none. */
export const UNNAMED = 'flow';

/** A name for the file of a flow, of letters, digits and dashes: what every system and every HTTP header takes. */
export const fileNameOf = (flowName: string, format: FlowFileFormat): string => {
  // NFKD parts a letter from its accent, which then goes with the rest.
  const plain = flowName.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '');
  return `${words.join('-').slice(0, MAX_LENGTH) || UNNAMED}.flow.${format}`;
};

/** What a flow is called whose file says nothing: the file's own name, without folders and endings. */
export const idFromFileName = (fileName: string): string =>
  (fileName.split(/[/\\]/).at(-1) ?? '').replace(/(\.flow)?\.(ya?ml|json)$/i, '').slice(0, MAX_LENGTH) || UNNAMED;
