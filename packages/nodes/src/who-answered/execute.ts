import { type Answerer, defineNode, type NodeContext, type NodeStep } from '@callwright/flow-engine';
import { definition, type WhoAnsweredConfig } from './definition.js';

/** What is waited for. */
type Local = { readonly waitsFor: 'anybody' | 'beep' };

/** Our ears have made up their minds after 6 s of the call; where nobody listens nothing is ever told. */
const ANYBODY_MS = 10_000;

/** Goes on when it is known who answered; a machine is left to finish its greeting. */
export const node = defineNode<WhoAnsweredConfig, Local>({
  definition,
  enter(config, context) {
    if (context.answeredBy !== null) return hear(context.answeredBy, config);
    // Who calls us is nobody we have called.
    if (isInbound(context)) return { next: 'exit', exit: 'unknown' };
    return waitFor('anybody', ANYBODY_MS);
  },
  on(event, local, config, { answeredBy }) {
    if (event.event === 'timerFired') return { next: 'exit', exit: local.waitsFor === 'beep' ? 'machine' : 'unknown' };
    if (event.event !== 'answerMachineDetection' || answeredBy === null) return { next: 'wait', local };
    return hear(answeredBy, config);
  },
});

const hear = (answerer: Answerer, { beepMs }: WhoAnsweredConfig): NodeStep<Local> => {
  if (answerer === 'machine' && beepMs > 0) return waitFor('beep', beepMs);
  return { next: 'exit', exit: answerer === 'beep' ? 'machine' : answerer };
};

const waitFor = (waitsFor: Local['waitsFor'], afterMs: number): NodeStep<Local> => ({
  next: 'wait',
  local: { waitsFor },
  effects: [{ effect: 'startTimer', timerId: 'wait', afterMs }],
});

const isInbound = ({ vars: { call } }: NodeContext): boolean =>
  typeof call === 'object' && call !== null && 'direction' in call && call.direction === 'inbound';
