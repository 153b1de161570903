import { createOutboundClient, type OutboundClient } from '@callwright/outbound';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { AppConfig } from '../platform/config.js';

/** Requests to servers that are not ours. */
@Injectable()
export class Outbound {
  /** For addresses that authors of flows choose: public ones, and the private ones a setting allows. */
  readonly toAnybody: OutboundClient;
  /** For the service that the operator has named, wherever it is. */
  readonly toSmsService: OutboundClient;

  constructor(config: AppConfig, clock: Clock) {
    const { allowPrivateHosts, sms } = config;
    const timers = {
      nowMs: () => clock.nowMs(),
      startTimer: (afterMs: number, task: () => void) => clock.startTimer(afterMs, task),
    };
    this.toAnybody = createOutboundClient({ clock: timers, allowPrivate: allowPrivateHosts });
    this.toSmsService = createOutboundClient({ clock: timers, allowPrivate: sms ? [hostOf(sms.url)] : [] });
  }

  /** Ends what is under way. May be called twice; never throws. */
  async close(): Promise<void> {
    await Promise.all([this.toAnybody.close(), this.toSmsService.close()]);
  }
}

// An IPv6 address stands in brackets in a URL, and in none in a list of addresses.
const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');
