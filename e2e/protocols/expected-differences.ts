import type { ProtocolName } from '@callwright/protocol';

/** How a scenario goes on a protocol that cannot do all of it, with where that is written. */
export type Difference = { readonly scenario: string; readonly path: readonly string[]; readonly because: string };

/**
 * Differences between protocols that their seeds and specifications ask for, written by hand; everything else must be the
 * same everywhere. Empty means the same.
 */
export const expectedDifferences: Readonly<Record<ProtocolName, readonly Difference[]>> = {
  'call-websocket': [],
  sip: [],
  offer: [],
  dialog: [],
  takos: [],
  jambonz: [],
  freeclimb: [],
};
