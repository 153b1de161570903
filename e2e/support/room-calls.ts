import { callDriven } from './calling.js';
import type { ReachedStack } from './rest.js';
import { hum } from './tones.js';
import type { WireCaller, WireEvent } from './wire-caller.js';

/** Calls of which one drives each, and how they are told apart: by the tone each of them hums. */

/** Calls, waits until sound flows, and hums if a tone is given. The client drives. */
export const callRoom = async (stack: ReachedStack, humHz: number | null, option: object = {}): Promise<WireCaller> => {
  const caller = await callDriven(stack, 'callwright', (offer) => ({
    command: 'invite',
    option: { recorder: {}, ...option, offer },
  }));
  await caller.named('mediaReady');
  if (humHz !== null) caller.hum(hum(humHz));
  return caller;
};

/** An event of this name and status; the fields of `more` must be so, too. */
export const told = (caller: WireCaller, event: string, status: string, more: object = {}): Promise<WireEvent> =>
  caller.event(
    (one) =>
      one.event === event && one.status === status && Object.entries(more).every(([key, value]) => one[key] === value),
    `${event} ${status} ${JSON.stringify(more)}`,
  );

/** What a caller hears from now on. */
export const hearFor = async (caller: WireCaller, durationMs: number): Promise<Int16Array> => {
  const fromMs = performance.now();
  await wait(durationMs);
  return caller.heardBetween(fromMs, fromMs + durationMs);
};

/** Lets calls talk for a while. */
export const wait = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));
