import { type PlaceCall, placeCall } from '@callwright/protocol';

/** An ordered call as its form asks for it. */
export type PlaceCallForm = {
  readonly callee: string;
  /** `line:<name>` or `flow:<id>`: who talks to them. */
  readonly speaker: string;
  readonly caller: string;
  readonly ringSeconds: string;
  readonly detectsMachines: boolean;
};

/** The form at its beginning. @param callee whom to call, when that is known already */
export const placeCallFormOf = (callee: string): PlaceCallForm => ({
  callee,
  speaker: '',
  caller: '',
  ringSeconds: '60',
  detectsMachines: false,
});

/** What the form orders. @throws ZodError with what is wrong in which field of the order; `line` when nobody is to talk */
export const orderOf = ({ callee, speaker, caller, ringSeconds, detectsMachines }: PlaceCallForm): PlaceCall => {
  const order = placeCall.parse({
    callee: callee.trim(),
    ...(caller.trim() !== '' && { caller: caller.trim() }),
    timeoutMs: Number(ringSeconds) * 1000,
    ...(detectsMachines && { detectsMachines }),
    ...(speaker.startsWith('flow:')
      ? { flowId: speaker.slice('flow:'.length) }
      : { line: speaker.slice('line:'.length) }),
  });
  return order;
};
