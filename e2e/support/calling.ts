import { randomUUID } from 'node:crypto';
import type { ReachedStack, Rest } from './rest.js';
import { WireCaller } from './wire-caller.js';

/** Calls a line, or `flow:<id>@draft`, as a browser does: with a call token and the canonical dialect. */
export const callLine = async (rest: Rest, callee: string): Promise<WireCaller> => {
  const { url } = await rest.callToken(callee);
  return WireCaller.call({
    url: `${url}&dialect=callwright`,
    callId: `e2e-${randomUUID()}`,
    invite: (sdp) => ({ command: 'invite', option: { offer: sdp, callee } }),
  });
};

/** Calls without a line: the client drives, with a developer's key. */
export const callDriven = (
  facts: ReachedStack,
  dialect: string | null,
  invite: (sdp: string) => object,
): Promise<WireCaller> => WireCaller.call({ url: drivenUrl(facts, dialect), callId: `e2e-${randomUUID()}`, invite });

/** Address of a call the client drives. */
export const drivenUrl = ({ urls, login }: ReachedStack, dialect: string | null): string =>
  `${urls.media.replace('http', 'ws')}/call/webrtc?token=${login.apiKey}${dialect === null ? '' : `&dialect=${dialect}`}`;

/** A playback of a step has ended. */
export const stepSpoke = (caller: WireCaller, nodeId: string) =>
  caller.event(
    ({ event, playId }) => event === 'trackEnd' && String(playId).startsWith(`${nodeId}.`),
    `the words of ${nodeId}`,
  );
