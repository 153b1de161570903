import type { TrunkFinding } from '@callwright/protocol';
import { isPrivateText } from '@callwright/sip';
import { isLoopback } from '../../../sip-server/transport/own-addresses.js';
import type { SeenAs } from './ask-place.js';
import type { FoundPlace } from './places.js';

/** How others are told to reach us. */
export type OwnPlace = {
  /** CALLWRIGHT_PUBLIC_ADDRESS. */
  readonly publicAddress: string | null;
  /** Where sound would be awaited by somebody at an address: what an offer to them says. */
  readonly soundAddress: (remote: string) => string;
  /** The UDP port of SIP; null with a drachtio-server, which has its own. */
  readonly sipPort: number | null;
};

/** What is known of how a trunk sees us. `seenAs`: as the far side told. */
export type SdpAddressFacts = {
  readonly places: readonly FoundPlace[];
  readonly seenAs: SeenAs | null;
  readonly own: OwnPlace;
};

type Told = Omit<TrunkFinding, 'check'>;

/** Whether the sound of a call would find us: the address in our SDP, against where the gateways are and what they see. */
export const checkSdpAddress = ({ places, seenAs, own }: SdpAddressFacts): TrunkFinding => {
  const addresses = places.flatMap(({ hops }) => hops.map(({ address }) => address));
  const remote = addresses.find((address) => !isPrivateText(address)) ?? addresses[0];
  return { check: 'sdpAddress', ...(remote === undefined ? NOWHERE : tell(remote, seenAs, own)) };
};

const NOWHERE: Told = { status: 'skipped', text: 'There is no address of a gateway to look at it from.' };

const tell = (remote: string, seenAs: SeenAs | null, own: OwnPlace): Told => {
  const told = own.soundAddress(remote);
  const seen = seenAs?.address ?? null;
  const text = `We tell ${remote} to send sound to ${told}${seen === null ? '' : `; it sees us at ${seen}`}.`;
  if (isLoopback(told) && !isLoopback(remote)) return unreachable(text, seen, LOOPBACK);
  if (isPrivateText(told) && !isPrivateText(remote)) return unreachable(text, seen, PRIVATE);
  if (seen !== null && seen !== told && !isLoopback(seen)) return differs(text, seen, told);
  return portOf(text, seenAs, own);
};

const LOOPBACK = 'That is this machine itself: there would be no sound.';
const PRIVATE = 'That cannot be reached from the internet: we would speak, and hear nothing.';

const unreachable = (text: string, seen: string | null, why: string): Told => ({
  status: 'failed',
  text: `${text} ${why}`,
  advice:
    why === LOOPBACK
      ? `Set CALLWRIGHT_HOST to 0.0.0.0 or an address of this machine${publicAdvice(seen, ', and ')}.`
      : `Set CALLWRIGHT_PUBLIC_ADDRESS to ${whichPublic(seen)}, and have the router pass the ports of sound (CALLWRIGHT_RTP_PORTS, UDP) on to this machine.`,
});

const isPublic = (seen: string | null): seen is string => seen !== null && !isPrivateText(seen);

const whichPublic = (seen: string | null): string =>
  isPublic(seen) ? seen : 'the address that this machine has on the internet';

const publicAdvice = (seen: string | null, before: string): string =>
  isPublic(seen) ? `${before}CALLWRIGHT_PUBLIC_ADDRESS to ${seen} when a router is in between` : '';

const differs = (text: string, seen: string, told: string): Told => {
  if (isPrivateText(seen) && !isPrivateText(told))
    return {
      status: 'warning',
      text: `${text} It reaches us within its own network, and would send sound out and in again.`,
      advice:
        'When there is no sound: have the router pass such packets back in, or run calls to this exchange without CALLWRIGHT_PUBLIC_ADDRESS.',
    };
  return {
    status: 'warning',
    text: `${text} These are two addresses.`,
    advice: `If ours to the outside is ${seen}, set CALLWRIGHT_PUBLIC_ADDRESS to it; it may have changed since it was set. A carrier behind a proxy may see the proxy.`,
  };
};

/** A router that gives SIP another port than ours forgets it when nothing is said for a while. */
const portOf = (text: string, seenAs: SeenAs | null, { sipPort, publicAddress }: OwnPlace): Told => {
  const port = seenAs?.port ?? null;
  if (port === null || sipPort === null || port === sipPort || publicAddress === null) return { status: 'ok', text };
  return {
    status: 'warning',
    text: `${text} It sees port ${port} instead of ${sipPort}: a router changes it.`,
    advice: `Have the router pass port ${sipPort} (CALLWRIGHT_SIP_PORT) on to this machine unchanged, and switch its "SIP ALG" off.`,
  };
};
