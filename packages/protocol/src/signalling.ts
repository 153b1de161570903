import { z } from 'zod';

/** One SIP message of a call as it came or went. */
export const signallingEntry = z.object({
  atMs: z.number().describe('since 1970'),
  direction: z.enum(['in', 'out']),
  transport: z.enum(['udp', 'tcp', 'tls', 'ws', 'wss']),
  local: z.string().max(64).describe('address:port; an IPv6 address in brackets'),
  remote: z.string().max(64).describe('the same of the far end'),
  message: z.string().max(65_535).describe('as it was on the wire, but for what proves a password'),
});
export type SignallingEntry = z.infer<typeof signallingEntry>;

/** The signalling of a call, oldest first. */
export const callSignalling = z.object({
  entries: z.array(signallingEntry).max(1000),
  droppedCount: z.number().int().min(0).default(0).describe('messages that were too many to keep'),
});
export type CallSignalling = z.infer<typeof callSignalling>;
