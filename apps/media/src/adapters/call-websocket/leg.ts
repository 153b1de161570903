import { AppError, type CallId, type CallOption, type CommandOf, protocolProfiles } from '@callwright/protocol';
import type { CallLeg } from '../../calls/call-leg.js';
import type { FrameFormat, FrameSound } from '../../calls/sound-frames.js';
import type { SoundStream } from '../../calls/sound-port.js';
import { withoutIpv6 } from './offers.js';
import { RETURN_MS, type SocketSeat } from './socket-seat.js';

/** What a leg is made of. */
export type SocketLegParts = {
  readonly seat: SocketSeat;
  readonly callId: CallId;
  readonly from: string;
  readonly to: string;
  readonly invite: CommandOf<'invite'>;
};

/** A leg whose sound goes by WebRTC. */
export type WebrtcLeg = CallLeg & {
  /** Answers another offer of the same client: its network has changed. @throws AppError `media.badSdp`, `call.ended` */
  readonly restart: (sdp: string) => Promise<{ readonly sdp: string }>;
};

/** A leg whose sound comes and goes on the socket itself. */
export type FramesLeg = CallLeg & {
  /** What the client says; nothing happens before the call has sound. */
  readonly hear: (bytes: Uint8Array) => void;
};

/** A browser, or any WebRTC client, on a call WebSocket: events as text frames, sound through our own WebRTC. */
export const createWebrtcLeg = (parts: SocketLegParts): WebrtcLeg => {
  const { invite } = parts;
  const isShown = invite.option?.enableIpv6 === true;
  let stream: SoundStream | null = null;
  const answer = async (offer: string | null): Promise<{ readonly sdp: string }> => {
    if (offer === null) throw new AppError('media.badSdp', 'The invite carries no offer.');
    if (!stream) throw new AppError('call.ended', 'The call has no sound.');
    const { sdp } = await stream.answerWebrtc(offer, parts.seat.mayReturn ? RETURN_MS : 0);
    return { sdp: isShown ? sdp : withoutIpv6(sdp) };
  };
  const { codec: _codec, ...option } = invite.option ?? {};
  return {
    ...legOf(parts),
    option,
    openSound: (opened) => {
      stream = opened;
      return answer(invite.sdp ?? invite.option?.offer ?? null);
    },
    restart: answer,
  };
};

/** A client whose sound comes and goes as binary frames of its socket (`/call`). */
export const createFramesLeg = (parts: SocketLegParts): FramesLeg => {
  let sound: FrameSound | null = null;
  const codec = parts.invite.option?.codec ?? 'pcm';
  return {
    ...legOf(parts),
    // By its codec such a call is told from one by WebRTC.
    option: { ...parts.invite.option, codec },
    openSound: async (stream) => {
      sound = await stream.openFrames(frameFormats[codec], (bytes) => parts.seat.sendSound(bytes));
      return { sdp: '' };
    },
    hear(bytes) {
      for (let at = 0; at < bytes.length; at += LARGEST_PIECE_BYTES)
        sound?.hear(bytes.subarray(at, at + LARGEST_PIECE_BYTES));
    },
  };
};

/** Spec 0 §5: what each `codec` of `/call` is. */
const frameFormats: Readonly<Record<NonNullable<CallOption['codec']>, FrameFormat>> = {
  pcm: { codec: 'l16', rateHz: 16_000 },
  pcmu: { codec: 'pcmu', rateHz: 8000 },
  pcma: { codec: 'pcma', rateHz: 8000 },
  g722: { codec: 'g722', rateHz: 16_000 },
};
/** 20 ms of the largest, 80 ms of the smallest: sound is taken in small pieces, whatever a client sends at a time. */
const LARGEST_PIECE_BYTES = 640;

const legOf = ({ seat, callId, from, to }: SocketLegParts) => ({
  callId,
  protocol: 'call-websocket' as const,
  direction: 'inbound' as const,
  from,
  to,
  signal: seat.signal,
  capabilities: protocolProfiles['call-websocket'].capabilities,
  handles: new Set<never>(),
  headers: {},
  perform: () => Promise.resolve(),
  send: seat.send.bind(seat),
  close: () => seat.close(),
});
