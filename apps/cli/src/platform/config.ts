import { z } from 'zod';

/** The settings of the command line, by their names in the environment: those that every program in a terminal has. */
export const configSchema = z.object({
  NO_COLOR: z.string().default('').describe('Anything: nothing is written in colours (https://no-color.org)'),
  TERM: z.string().default('').describe('The terminal; `dumb` has no colours'),
});

/** Whether to write in colours: only where somebody looks, and not where they are unwanted. */
export const hasColour = (isTerminal: boolean): boolean => {
  const { NO_COLOR, TERM } = configSchema.parse(process.env);
  return isTerminal && NO_COLOR === '' && TERM !== 'dumb';
};
