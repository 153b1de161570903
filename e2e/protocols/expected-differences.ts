import type { ProtocolName } from '@callwright/protocol';

/** How a scenario goes on a protocol that does it in another way, with where that is written; all else is the same. */
export type Difference = {
  readonly scenario: string;
  /** `step.exit`, as in the story of a flow. */
  readonly path: readonly string[];
  readonly because: string;
};

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
  jambonz: [
    {
      scenario: 'silence',
      path: ['main.noInput', 'pass.noAnswer', 'bye'],
      because:
        'canonical.md §3: jambonz joins by its own `dial`. Whom we do not know it may know, so it rings until the time is up.',
    },
  ],
  freeclimb: [],
};
