import { ALWAYS, NEVER, type Outcome } from '../outcome.js';

/**
 * The ways out a step's config rules out: no call can take them, so no test has to. Those are known by outcomes that never
 * come, or come only where one before them always does; a way out no outcome names is not among them.
 */
export const ruledOutExits = (outcomes: readonly Outcome[]): ReadonlySet<string> => {
  const surely = outcomes.findIndex(({ when }) => when === ALWAYS);
  const isRuledOut = ({ when }: Outcome, at: number) =>
    when !== undefined && (when === NEVER || (surely >= 0 && at > surely));
  const possible = new Set(outcomes.flatMap((one, at) => (isRuledOut(one, at) ? [] : [one.exit])));
  return new Set(outcomes.map(({ exit }) => exit).filter((exit) => !possible.has(exit)));
};
