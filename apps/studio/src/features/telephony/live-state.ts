import type { LiveEvent, Page, SipUserResource, TrunkResource } from '@callwright/protocol';

/** The list with what was told of one trunk. */
export const withTrunkState = (
  known: Page<TrunkResource>,
  { trunkId, state }: Extract<LiveEvent, { type: 'trunk' }>,
): Page<TrunkResource> => ({
  ...known,
  items: known.items.map((trunk) => (trunk.id === trunkId ? { ...trunk, state } : trunk)),
});

/** The list with where one person can be reached now. */
export const withPhones = (
  known: Page<SipUserResource>,
  { userId, phones }: Extract<LiveEvent, { type: 'sipUser' }>,
): Page<SipUserResource> => ({
  ...known,
  items: known.items.map((user) => (user.id === userId ? { ...user, phones } : user)),
});
