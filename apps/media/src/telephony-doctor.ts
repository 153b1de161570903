import { isIPv6 } from 'node:net';
import type { TrunkFinding, TrunkId } from '@callwright/protocol';
import { AnsweredCalls } from './adapters/sip/doctor/answered-calls.js';
import { createConnectProbe } from './adapters/sip/doctor/connect-probe.js';
import { TrunkDoctor, type TrunkDoctorParts } from './adapters/sip/doctor/trunk-doctor.js';
import { watchAnswers } from './adapters/sip/doctor/watch-answers.js';
import type { OpenStack } from './adapters/sip/stack/open-stack.js';
import type { SipStack } from './adapters/sip/stack/sip-stack.js';
import type { Clock } from './platform/clock.js';
import type { MediaConfig, SipSettings } from './platform/config.js';
import { newSeed, newUuid } from './platform/ids.js';
import type { Log } from './platform/logging.js';
import type { TlsSettings } from './sip-server/index.js';
import { createSystemDns } from './sip-server/transport/resolve/dns-port.js';
import { advertisedAddressOf } from './sound/rtc/rtp-hosts.js';

/** What the doctor of this process is made of. */
export type TelephonyDoctorOptions = {
  readonly config: Pick<MediaConfig, 'host' | 'publicAddress' | 'sip'>;
  readonly directory: { readonly trunks: TrunkDoctorParts['trunks'] };
  readonly clock: Clock;
  readonly log: Log;
};

/** The doctor of trunks, before and after there is a SIP server. */
export type TelephonyDoctor = {
  /** The stack to be used by all: the doctor sees what becomes of answers. To be called once. */
  readonly watch: (open: Pick<OpenStack, 'stack' | 'listeners'>) => SipStack;
  /** As {@link TrunkDoctor.examine}. */
  readonly examine: (id: TrunkId) => Promise<readonly TrunkFinding[]>;
};

/** The doctor of trunks as this process is set up. */
export const createTelephonyDoctor = ({ config, directory, clock, log }: TelephonyDoctorOptions): TelephonyDoctor => {
  const { host, publicAddress, sip } = config;
  const answers = new AnsweredCalls(clock);
  let doctor: TrunkDoctor | null = null;
  return {
    watch: ({ stack, listeners }) => {
      const own = {
        publicAddress,
        soundAddress: (remote: string) => advertisedAddressOf(host, publicAddress, isIPv6(remote) ? 'ip6' : 'ip4'),
        sipPort: listeners.find(({ protocol }) => protocol === 'udp')?.port ?? null,
        sipHost: sip.drachtio === null ? sip.host : null,
      };
      doctor = new TrunkDoctor({
        ...{ stack, answers, own, clock, log, newId: newUuid, dns: createSystemDns() },
        trunks: () => directory.trunks(),
        chance: () => newSeed() / 2 ** 32,
        probe: createConnectProbe(clock, tlsOf(sip)),
      });
      return watchAnswers(stack, answers);
    },
    examine: (id) => doctor?.examine(id) ?? Promise.resolve([NOT_YET]),
  };
};

/** Shown to servers that ask for a certificate. */
const tlsOf = ({ certificateFile, keyFile }: SipSettings): TlsSettings =>
  certificateFile !== null && keyFile !== null ? { certificateFile, keyFile } : {};

const NOT_YET: TrunkFinding = {
  check: 'address',
  status: 'skipped',
  text: 'The telephone side has not started yet; try again in a moment.',
};
