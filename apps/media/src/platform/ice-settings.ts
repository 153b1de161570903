import { z } from 'zod';
import { DEFAULT_ICE_SERVERS, type IceServer, parseIceServers } from './ice-servers.js';

/** The one list of ICE servers, as it stands in the environment. */
export const iceServerList = z
  .string()
  .default(DEFAULT_ICE_SERVERS)
  .transform((text, context): readonly IceServer[] => {
    try {
      return parseIceServers(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  })
  .describe(
    'STUN and TURN servers that browsers are told of (/iceservers, /webrtc/v1/iceservers): scheme:host:port[?username=U&credential=C], separated by commas; none: no server',
  );
