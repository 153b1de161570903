import { AppError } from '@callwright/protocol';
import type { CallLeg } from './call-leg.js';

/** How a far side that came with an offer of WebRTC is answered, by our own media. */
export const answeringWebrtc =
  (offer: string | null): CallLeg['openSound'] =>
  async (stream) => {
    if (offer === null) throw new AppError('media.badSdp', 'The invite carries no offer.');
    return stream.answerWebrtc(offer);
  };
