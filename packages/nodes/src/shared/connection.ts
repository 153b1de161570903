import type { NodeEffect } from '@callwright/flow-engine';

/** Gives up what the call rings, waits in or is joined to, so that nothing of it goes on after its step. */
export const giveUp = (id: string): NodeEffect => ({ effect: 'command', command: { command: 'leave', id } });
