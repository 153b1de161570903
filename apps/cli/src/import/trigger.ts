import type { Widget } from './widget.js';

/** How a flow of Studio begins, as far as calls go. */
export type Trigger = {
  /** The widget a call begins with; null when none does. */
  readonly start: string | null;
  /** Whether it begins only when another flow calls it. */
  readonly isSubflow: boolean;
  readonly hints: readonly string[];
};

const MESSAGES = ['incomingMessage', 'incomingConversationMessage'];

/** Reads the trigger of a flow. */
export const readTrigger = (trigger: Widget | undefined): Trigger => {
  const next = (event: string): string | null => trigger?.next(event) ?? null;
  const [call, request, parent] = [next('incomingCall'), next('incomingRequest'), next('incomingParent')];
  const start = call ?? request ?? parent;
  const others = [request, parent].some((one) => one !== null && one !== start);
  return {
    start,
    isSubflow: call === null && request === null && parent !== null,
    hints: [
      ...(start === null ? ['No call begins this flow: join the first step by hand.'] : []),
      ...(others
        ? ['It begins elsewhere for REST calls or subflows than for incoming calls: those beginnings are left out.']
        : []),
      ...(MESSAGES.some((event) => next(event) !== null)
        ? ['What follows incoming messages is no call: it is not reached.']
        : []),
    ],
  };
};
