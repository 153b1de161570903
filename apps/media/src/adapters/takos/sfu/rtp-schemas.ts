import type { types } from 'mediasoup';
import { z } from 'zod';

/** Entries of any list in what a client says of its media; the largest real ones have about thirty. */
const MAX_ENTRIES = 64;
/** RFC 3550 §5.1. */
const payloadType = z.number().int().min(0).max(127);
const uint32 = z.number().int().min(0).max(0xffff_ffff);
const text = z.string().max(256);
const token = z.string().regex(/^[\w.:/*+-]{1,64}$/);
const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).max(MAX_ENTRIES);

const kind = z.enum(['audio', 'video']);
const parameters = z
  .record(z.string().max(64), z.union([text, z.number(), z.boolean(), z.null()]))
  .refine((value) => Object.keys(value).length <= MAX_ENTRIES, 'has too many parameters');
const rtcpFeedback = listOf(z.object({ type: z.string().max(64), parameter: z.string().max(64).optional() }));
const codec = {
  mimeType: token,
  clockRate: z.number().int().min(1).max(1_000_000),
  channels: z.number().int().min(1).max(255).optional(),
  parameters: parameters.optional(),
  rtcpFeedback: rtcpFeedback.optional(),
};
// mediasoup itself refuses those it does not know.
const uri = text.transform((value) => value as types.RtpHeaderExtensionUri);
/** RFC 8285 §4.3: two-byte headers have ids up to 255. */
const extensionId = z.number().int().min(1).max(255);

/**
 * What a client says of what it sends, as mediasoup-client makes it (its `RtpParameters`). Numbers are kept within what
 * the worker reads: it does not look at them again.
 */
export const rtpParameters: z.ZodType<types.RtpParameters> = z.object({
  mid: token.optional(),
  codecs: listOf(z.object({ ...codec, payloadType })).min(1),
  headerExtensions: listOf(
    z.object({ uri, id: extensionId, encrypt: z.boolean().optional(), parameters: parameters.optional() }),
  ).optional(),
  encodings: listOf(
    z.object({
      ssrc: uint32.optional(),
      rid: token.optional(),
      codecPayloadType: payloadType.optional(),
      rtx: z.object({ ssrc: uint32 }).optional(),
      dtx: z.boolean().optional(),
      scalabilityMode: z.string().max(16).optional(),
      maxBitrate: uint32.optional(),
    }),
  ).optional(),
  rtcp: z.object({ cname: text.optional(), reducedSize: z.boolean().optional() }).optional(),
});

/** What a client can take (`RtpCapabilities` of mediasoup-client). */
export const rtpCapabilities: z.ZodType<types.RtpCapabilities> = z.object({
  codecs: listOf(z.object({ ...codec, kind, preferredPayloadType: payloadType })).optional(),
  headerExtensions: listOf(
    z.object({
      ...{ kind, uri, preferredId: extensionId, preferredEncrypt: z.boolean().optional() },
      direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
    }),
  ).optional(),
});

/** How a client secures a transport (`DtlsParameters`); fingerprints as RFC 8122 §5 writes them. */
export const dtlsParameters: z.ZodType<types.DtlsParameters> = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[\dA-Fa-f]{2}(:[\dA-Fa-f]{2}){15,63}$/),
      }),
    )
    .min(1)
    .max(8),
});
