import { type ConfigProblem, type NodeContext, withoutSecrets } from '@callwright/flow-engine';
import { type Pair, pairProblems, pairs } from './value-fields.js';

/** As long as a header of the command may be. */
const MAX_VALUE_LENGTH = 512;
const NAME = /^[A-Za-z0-9!%*_+`'~.-]{1,64}$/;

/** Headers put on a call that goes out. */
export const sipHeadersField = () =>
  pairs('Headers of the call', {
    section: 'advanced',
    help: 'Told to whoever is called by telephone, as X-Order: {{ order.id }}.',
  });

/** What is wrong with them. */
export const sipHeaderProblems = (headers: readonly Pair[]): readonly ConfigProblem[] => [
  ...pairProblems(headers, 'headers'),
  ...headers
    .filter(({ name }) => name.trim() !== '' && !NAME.test(name.trim()))
    .map(({ name }): ConfigProblem => {
      const message = `"${name}" is no name for a header.`;
      return { severity: 'error', message, field: 'headers' };
    }),
];

/** They, with their variables filled in, as a part of the command; those without a value, or a name that is one, are left out. */
export const sipHeadersOf = (
  headers: readonly Pair[],
  { render }: NodeContext,
): { headers?: Record<string, string> } => {
  const filled = headers
    .map(({ name, value }) => [name.trim(), plain(render(value))] as const)
    .filter(([name, value]) => NAME.test(name) && value !== '');
  return filled.length === 0 ? {} : { headers: Object.fromEntries(filled) };
};

// A line break would begin another header.
const plain = (value: string): string =>
  withoutSecrets(value)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_VALUE_LENGTH);
