const MAX_LENGTH = 60;

/** A flow's name as the name of a file, without its ending: `Riverside Dental, main line` is `riverside-dental-main-line`. */
export const fileNameOf = (flowName: string): string => {
  const plain = flowName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');
  return plain === '' ? 'flow' : plain;
};
