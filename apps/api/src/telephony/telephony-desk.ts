import type { RegisteredPhone, TrunkState } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import type { MediaLink } from '../control/media-links.js';
import { type MediaAnswer, MediaRequests } from '../control/media-requests.js';
import { TelephonyStates } from './state/telephony-states.js';

/** Takes what media processes say of the telephone side: how it stands, and answers to what they were asked. */
@Injectable()
export class TelephonyDesk {
  constructor(
    private readonly states: TelephonyStates,
    private readonly requests: MediaRequests,
  ) {}

  /** How everything stands on that process now. */
  takeState(
    { processId }: MediaLink,
    state: { readonly trunks: readonly TrunkState[]; readonly phones: readonly RegisteredPhone[] },
  ): void {
    this.states.take(processId, state);
  }

  /** An answer to something that was asked over this link. */
  takeAnswer(link: MediaLink, answer: MediaAnswer): void {
    this.requests.settle(link, answer);
  }

  /** @param isGone whether the process has gone with its link, and not only connected again */
  linkGone(link: MediaLink, isGone: boolean): void {
    this.requests.gone(link);
    if (isGone) this.states.forget(link.processId);
  }
}
