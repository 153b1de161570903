import { AppError } from '@callwright/protocol';
import { parse } from 'sdp-transform/lib/index.js';
import { z } from 'zod';

/** A payload type of an offer. */
export type OfferedCodec = {
  readonly payloadType: number;
  /** In lower case, as `opus`. */
  readonly name: string;
  readonly clockHz: number;
  readonly channelCount: number;
};

/** A section of an offer that we do not accept; the answer must name it all the same. */
export type RefusedSection = {
  readonly type: string;
  readonly protocol: string;
  readonly formats: string;
  readonly mid: string | null;
};

/** Who sends: a side says it of itself. */
export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What a browser's offer says about its sound. */
export type SdpOffer = {
  /** All sections in order; null is the place of the one we accept. */
  readonly sections: readonly (RefusedSection | null)[];
  readonly protocol: string;
  readonly mid: string | null;
  readonly isBundled: boolean;
  readonly direction: SdpDirection;
  readonly setup: 'actpass' | 'active' | 'passive';
  readonly fingerprint: { readonly algorithm: FingerprintAlgorithm; readonly value: string };
  readonly codecs: readonly OfferedCodec[];
  readonly headerExtensions: readonly { readonly id: number; readonly uri: string }[];
  readonly ssrc: number | null;
  readonly cname: string;
};

// RFC 4566 §5.14 as RFC 8122 §5 narrows it; the lengths are those of the digests.
const digestBytes = { 'sha-1': 20, 'sha-224': 28, 'sha-256': 32, 'sha-384': 48, 'sha-512': 64 } as const;
/** How a certificate is fingerprinted. */
export type FingerprintAlgorithm = keyof typeof digestBytes;

// RFC 8839 §5.4: 4 to 256 characters of user name, 22 to 256 of password.
const iceUser = z.coerce.string().regex(/^[A-Za-z0-9+/]{4,256}$/);
const icePassword = z.coerce.string().regex(/^[A-Za-z0-9+/]{22,256}$/);
const fingerprint = z
  .object({ type: z.string().toLowerCase(), hash: z.string().regex(/^([0-9A-Fa-f]{2}:)+[0-9A-Fa-f]{2}$/) })
  .refine(
    ({ type, hash }) => type in digestBytes && (hash.length + 1) / 3 === digestBytes[type as FingerprintAlgorithm],
  )
  .transform(({ type, hash }) => ({ algorithm: type as FingerprintAlgorithm, value: hash.toUpperCase() }));
const setup = z.enum(['actpass', 'active', 'passive']);
const direction = z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']);
const payloadType = z.number().int().min(0).max(127);
/** May stand once for all sections, or in each. */
const shared = {
  iceUfrag: iceUser.optional(),
  icePwd: icePassword.optional(),
  fingerprint: fingerprint.optional(),
  setup: setup.optional(),
  direction: direction.optional(),
};
const section = z.object({
  type: z.string(),
  port: z.number().int().min(0).max(65_535),
  protocol: z.string(),
  payloads: z.coerce.string().default(''),
  mid: z.coerce
    .string()
    .regex(/^[^\s]{1,255}$/)
    .optional(),
  ...shared,
  rtcpMux: z.string().optional(),
  rtp: z.array(
    z.object({
      payload: payloadType,
      codec: z.coerce.string(),
      rate: z.number().int().min(1).max(384_000),
      encoding: z.coerce.number().int().min(1).max(8).optional(),
    }),
  ),
  ext: z.array(z.object({ value: z.number().int().min(1).max(255), uri: z.string() })).default([]),
  ssrcs: z
    .array(z.object({ id: z.number().int().min(1).max(0xffffffff), attribute: z.string(), value: z.unknown() }))
    .default([]),
});
const sections = z.array(section).min(1).max(64);
const session = z.object({
  ...shared,
  groups: z.array(z.object({ type: z.string(), mids: z.coerce.string() })).default([]),
});
type Section = z.infer<typeof section>;
type Session = z.infer<typeof session>;

const bad = (sentence: string, cause?: unknown): AppError => new AppError('media.badSdp', sentence, { cause });

/**
 * Reads the offer of a browser, and refuses what no browser can mean.
 * @throws AppError `media.badSdp` with a sentence that says what is wrong
 */
export function parseSdpOffer(sdp: string): SdpOffer {
  checkLines(sdp);
  const raw = parse(sdp) as { media?: unknown };
  const all = read(session, raw, 'the session');
  const medias = read(sections, raw.media, 'a media section');
  const audio = medias.find(({ type, port }) => type === 'audio' && port !== 0);
  if (audio === undefined) throw bad('The offer has no audio section.');
  return offerOf(all, medias, audio);
}

function offerOf(all: Session, medias: readonly Section[], audio: Section): SdpOffer {
  const fingerprint = checkTransport(all, audio);
  const codecs = codecsOf(audio);
  if (codecs.length === 0) throw bad('The audio section names no codec.');
  return {
    sections: medias.map((media) => (media === audio ? null : refused(media))),
    protocol: audio.protocol,
    mid: audio.mid ?? null,
    isBundled: isBundled(all, audio.mid),
    direction: audio.direction ?? all.direction ?? 'sendrecv',
    setup: audio.setup ?? all.setup ?? 'actpass',
    fingerprint,
    codecs,
    headerExtensions: audio.ext.map(({ value, uri }) => ({ id: value, uri })),
    ssrc: audio.ssrcs[0]?.id ?? null,
    cname: String(audio.ssrcs.find(({ attribute }) => attribute === 'cname')?.value ?? 'caller'),
  };
}

/** Refuses what mediasoup could never connect to. @returns the certificate to expect */
function checkTransport(all: Session, audio: Section): SdpOffer['fingerprint'] {
  if (!/^UDP\/TLS\/RTP\/SAVPF?$/.test(audio.protocol))
    throw bad(`The audio section asks for ${audio.protocol}; only DTLS-SRTP (UDP/TLS/RTP/SAVPF) is spoken here.`);
  if (audio.rtcpMux === undefined) throw bad('The audio section does not offer rtcp-mux.');
  if ((audio.iceUfrag ?? all.iceUfrag) === undefined || (audio.icePwd ?? all.icePwd) === undefined)
    throw bad('The offer has no ICE user name and password (a=ice-ufrag, a=ice-pwd).');
  const print = audio.fingerprint ?? all.fingerprint;
  if (print === undefined) throw bad('The offer has no certificate fingerprint (a=fingerprint).');
  return print;
}

const isBundled = ({ groups }: Session, mid: string | undefined): boolean =>
  mid !== undefined && groups.some(({ type, mids }) => type === 'BUNDLE' && mids.split(' ').includes(mid));

/** sdp-transform skips what it does not understand, so a wrong line would go unnoticed. */
function checkLines(sdp: string): void {
  const lines = sdp.split(/\r\n|\n|\r/).filter((line) => line !== '');
  if (lines[0]?.trim() !== 'v=0') throw bad('An offer begins with the line v=0; this is no session description.');
  const wrong = lines.findIndex((line) => !/^[a-z]=/.test(line));
  if (wrong >= 0) throw bad(`Line ${wrong + 1} of the offer is no line of a session description.`);
  for (const kind of ['o', 's', 't'])
    if (!lines.some((line) => line.startsWith(`${kind}=`))) throw bad(`The offer has no ${kind}= line.`);
  const mediaLine = lines.find((line) => line.startsWith('m=') && !/^m=\S+ \d+(\/\d+)? \S+( \S+)+$/.test(line));
  if (mediaLine !== undefined) throw bad('A media line (m=) of the offer is malformed.');
}

function read<Out>(schema: z.ZodType<Out>, raw: unknown, what: string): Out {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.filter((part) => typeof part === 'string').join('.') ?? '';
  throw bad(
    `The offer cannot be read: ${path === '' ? what : `${path} of ${what}`} is wrong or missing.`,
    result.error,
  );
}

// RFC 3551 §6: payload types that need no rtpmap.
const STATIC_CODECS: { readonly [payloadType: number]: Omit<OfferedCodec, 'payloadType'> } = {
  0: { name: 'pcmu', clockHz: 8000, channelCount: 1 },
  8: { name: 'pcma', clockHz: 8000, channelCount: 1 },
};

function codecsOf(audio: Section): readonly OfferedCodec[] {
  return audio.payloads.split(' ').flatMap((text) => {
    const type = Number(text);
    const mapped = audio.rtp.find(({ payload }) => payload === type);
    if (mapped !== undefined) {
      const { codec, rate, encoding = 1 } = mapped;
      return [{ payloadType: type, name: codec.toLowerCase(), clockHz: rate, channelCount: encoding }];
    }
    const known = STATIC_CODECS[type];
    return known === undefined ? [] : [{ payloadType: type, ...known }];
  });
}

const refused = ({ type, protocol, payloads, mid }: Section): RefusedSection => ({
  type,
  protocol,
  formats: payloads === '' ? '0' : payloads,
  mid: mid ?? null,
});
