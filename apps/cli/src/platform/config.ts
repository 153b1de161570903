/** Whether to write in colours: only where somebody looks, and not where they are unwanted (https://no-color.org). */
export const hasColour = (isTerminal: boolean): boolean =>
  isTerminal && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb';
