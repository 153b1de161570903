import type { Exit, NodeDefinition } from '@callwright/flow-engine';
import { drawFlow } from '@callwright/flow-engine/testing';
import type { FlowDefinition, Json } from '@callwright/protocol';
import { type Draw, drawFrom } from './draw-from.js';
import { filledIn } from './filled-in.js';

type Step = { readonly id: string; readonly definition: NodeDefinition; readonly config: Config };
type Config = Readonly<Record<string, Json>>;
type Line = readonly [from: string, exit: string, to: string];
type Place = { readonly at: number; readonly nodeCount: number; readonly openCount: number };
type OpenExit = { readonly at: number; readonly exit: Exit };

/** How far an exit may reach: long ways and short cuts, as real flows have them. */
const REACH = 40;
const BACK_SHARE = 0.2;

/**
 * A flow of the given size with every kind of node in equal shares, every exit joined, and every node reached. Lines
 * lead forward; some of a question's answers lead back to an earlier question.
 * @param seed the same gives the same flow
 */
export const randomFlow = (definitions: readonly NodeDefinition[], nodeCount: number, seed: number): FlowDefinition => {
  const draw = drawFrom(seed);
  const steps: Step[] = [];
  const lines: Line[] = [];
  const open: OpenExit[] = [];
  for (let at = 0; at < nodeCount; at += 1) {
    const step = nextStep(definitions, { at, nodeCount, openCount: open.length }, draw);
    const from = at === 0 ? undefined : open.splice(Math.max(0, open.length - 1 - draw.below(REACH)), 1)[0];
    if (from) lines.push([idOf(from.at), from.exit.name, step.id]);
    steps.push(step);
    open.push(...exitsOf(step).map((exit) => ({ at, exit })));
  }
  lines.push(...open.map((one) => [idOf(one.at), one.exit.name, idOf(targetOf(one, steps, draw))] as const));
  return drawFlow({
    steps: Object.fromEntries(steps.map(({ id, definition, config }) => [id, [definition.type, config]])),
    lines,
  });
};

const idOf = (at: number) => `n${at}`;

// A kind that ends the call comes only where other ways lead on, and last of all.
const nextStep = (definitions: readonly NodeDefinition[], place: Place, draw: Draw): Step => {
  const { at, nodeCount, openCount } = place;
  const steps = draw.shuffled(definitions).map((definition) => ({
    id: idOf(at),
    definition,
    config: filledIn(definition, `answer${draw.below(20)}`, at),
  }));
  const fits = (step: Step) => {
    const isEnd = exitsOf(step).length === 0;
    return at === nodeCount - 1 ? isEnd : openCount > 1 || !isEnd;
  };
  const step = steps.find(fits);
  if (!step) throw new Error('No kind of step fits here.');
  return step;
};

// An exit that its step's own config leads somewhere takes no line.
const exitsOf = ({ definition, config }: Pick<Step, 'definition' | 'config'>): readonly Exit[] =>
  definition.exits(definition.config.parse(config)).filter((exit) => !('to' in exit));

const targetOf = ({ at, exit }: OpenExit, steps: readonly Step[], draw: Draw): number => {
  const mayGoBack = steps[at]?.definition.asksCaller && exit.kind === 'choice' && draw.share() < BACK_SHARE;
  const questions = mayGoBack ? [...steps.keys()].filter((one) => one <= at && steps[one]?.definition.asksCaller) : [];
  const back = questions.at(-1 - draw.below(Math.min(REACH, questions.length)));
  return back ?? Math.min(steps.length - 1, at + 1 + draw.below(REACH));
};
