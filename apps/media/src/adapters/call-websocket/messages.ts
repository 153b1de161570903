import { type Command, commandNames, commandSchema } from '@callwright/protocol';

/**
 * How a client writes commands and reads events (specs/canonical.md, "Dialects of the call WebSocket").
 * `seed`: flat, snake_case accepted, seed 0's event names. `live`: `option`, the names live clients read.
 * `callwright`: the canonical set, one to one.
 */
export type Dialect = 'seed' | 'live' | 'callwright';
/** All of them. */
export const dialects: readonly Dialect[] = ['seed', 'live', 'callwright'];

/** How one client is talked to. */
export type Wording = {
  readonly dialect: Dialect;
  /** Name of the shared playback track in the live dialect; the others call it by its own, `callee`. */
  readonly serverTrack: string;
};
/** The playback track as live clients know it, unless they name it themselves. */
export const LIVE_SERVER_TRACK = 'server-side-track';

/** What came in: a command, or why it is none. */
export type ParsedMessage =
  | { readonly ok: true; readonly command: Command; readonly isFlatInvite: boolean }
  | { readonly ok: false; readonly code: 'protocol.badMessage' | 'protocol.unknownCommand'; readonly problem: string };

/** Longest text frame a client may send; an offer with many candidates is about 10 kB. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * Reads one text frame in any dialect: snake_case and camelCase, `candidate` and `candidates`, `refer` with `target`
 * or `callee`. Unknown fields are ignored (seed 0).
 */
export const parseMessage = (text: string): ParsedMessage => {
  const raw = parseObject(text);
  if (raw === null) return refuse('protocol.badMessage', 'A message is one JSON object with a field "command".');
  const fields = renameFields(raw);
  const name = fields.command;
  if (typeof name !== 'string' || !commandNames.some((known) => known === name)) {
    return refuse('protocol.unknownCommand', `There is no command "${String(name ?? '').slice(0, 64)}".`);
  }
  const command = commandSchema.safeParse(fields);
  if (command.success) return { ok: true, command: command.data, isFlatInvite: isFlatInvite(command.data) };
  const [issue] = command.error.issues;
  return refuse(
    'protocol.badMessage',
    `${name}: ${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not understood'}`,
  );
};

const refuse = (code: 'protocol.badMessage' | 'protocol.unknownCommand', problem: string): ParsedMessage => ({
  ok: false,
  code,
  problem,
});

const parseObject = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // Answered like any other message that is none.
  }
};

// Flat `sdp|callee|caller`, or no option at all, is how the seed writes it.
const isFlatInvite = (command: Command): boolean => {
  if (command.command !== 'invite') return false;
  const isFlat = [command.sdp, command.callee, command.caller].some((field) => field !== undefined);
  return isFlat || command.option === undefined;
};

// Seed 0 writes play_id and track_id; its candidate list is `candidate`, a later one `candidates`. Null is an option
// left out, as languages without an undefined write it.
const renameFields = (raw: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const given = Object.entries(raw).filter(([, value]) => value !== null);
  const fields: Record<string, unknown> = Object.fromEntries(given.map(([name, value]) => [camelCase(name), value]));
  if (fields.command === 'candidate') fields.candidate ??= fields.candidates;
  if (fields.command === 'refer') fields.target ??= fields.callee;
  return fields;
};

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
