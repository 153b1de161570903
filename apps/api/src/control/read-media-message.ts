import { callEnd, journalLineSchema, type MediaMessage, mediaMessageSchema } from '@callwright/protocol';
import { nestsDeeper } from '../platform/nesting.js';

// What code gives back may be some hundred levels deep; a schema that reads it runs out of stack at some thousands.
const MAX_LINE_NESTING = 1_000;

/** A message of a media process as far as it is understood, and what is wrong with it. */
export type ReadMessage = { readonly message: MediaMessage | null; readonly problem: string | null };

/**
 * Reads a message of the control link. A piece of a journal with lines we do not know (of a newer media process, say)
 * is taken without them: refused whole it would come again and again and hold up all that follows. So is the end of a
 * call with signalling or figures that we do not know: the call has ended all the same.
 */
export const readMediaMessage = (text: string): ReadMessage => {
  const raw = parseJson(text);
  const whole = nestsDeeper(raw, MAX_LINE_NESTING) ? null : mediaMessageSchema.safeParse(raw);
  if (whole?.success) return { message: whole.data, problem: null };
  const problem = whole === null ? 'nested too deeply' : (whole.error.issues[0]?.message ?? 'not understood');
  const rest = mediaMessageSchema.safeParse(withoutUnknown(raw));
  return { message: rest.success ? rest.data : null, problem };
};

/** The batch that a message is about, so that one nobody will ever understand can be let go. */
export const batchIdOf = (text: string): string | null => {
  const raw = parseJson(text);
  return isRecord(raw) && raw.type === 'journal' && typeof raw.batchId === 'string' ? raw.batchId : null;
};

const withoutUnknown = (raw: unknown): unknown =>
  isRecord(raw) && raw.type === 'journal' && Array.isArray(raw.lines)
    ? {
        ...raw,
        ...(isRecord(raw.end) && { end: withoutUnknownFigures(raw.end) }),
        lines: raw.lines.filter(
          (line) => !nestsDeeper(line, MAX_LINE_NESTING) && journalLineSchema.safeParse(line).success,
        ),
      }
    : raw;

const withoutUnknownFigures = (end: Record<string, unknown>): Record<string, unknown> => {
  const { signalling, sound, ...rest } = end;
  return {
    ...rest,
    ...(callEnd.shape.signalling.safeParse(signalling).success && { signalling }),
    ...(callEnd.shape.sound.safeParse(sound).success && { sound }),
  };
};

const isRecord = (raw: unknown): raw is Record<string, unknown> => typeof raw === 'object' && raw !== null;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it in its own words.
    return null;
  }
};
