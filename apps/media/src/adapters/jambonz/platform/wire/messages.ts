import { z } from 'zod';

/** What an application sends on its hook socket (spec 2 §1.2); unknown fields are ignored. */
const ack = z.object({
  type: z.literal('ack'),
  msgid: z.string().max(128),
  data: z.union([z.array(z.unknown()).max(200), z.record(z.string(), z.unknown())]).optional(),
});
const command = z.object({
  type: z.literal('command'),
  command: z.string().min(1).max(64),
  data: z.unknown().optional(),
  queueCommand: z.boolean().optional(),
  callSid: z.string().max(128).optional(),
});
const appMessage = z.discriminatedUnion('type', [ack, command]);
export type AppMessage = z.infer<typeof appMessage>;

/** Parses one. @returns null for what is none */
export const parseAppMessage = (text: string): AppMessage | null => {
  try {
    const { data, success } = appMessage.safeParse(JSON.parse(text));
    return success ? data : null;
  } catch {
    return null;
  }
};

/** The verbs of an answer: a list, a single one, or nothing. */
export const verbsOf = (data: unknown): readonly unknown[] => {
  if (Array.isArray(data)) return data;
  return typeof data === 'object' && data !== null && Object.keys(data).length > 0 ? [data] : [];
};
