import { type Command, commandNames, commandSchema } from '@callwright/protocol';
import { callOptionOf, camelFields, type Fields, isFields, referOptionsOf, ttsOptionOf } from './client-options.js';

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
  /** The track that events without one of their own are about: the caller's. */
  readonly callTrack?: string;
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

const parseObject = (text: string): Fields | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
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

// Seed 0 writes play_id and track_id; its candidate list is `candidate`, a later one `candidates`. `refer` names whom it is
// passed on to as `target` or as `callee`, and then who calls as `caller`.
const renameFields = (raw: Fields): Record<string, unknown> => {
  const fields = camelFields(raw);
  const { command } = fields;
  const change = typeof command === 'string' && Object.hasOwn(changes, command) ? changes[command] : undefined;
  return { ...fields, ...change?.(fields) };
};

const optionOf = ({ option }: Fields): Fields => (isFields(option) ? { option: callOptionOf(option) } : {});
const changes: Readonly<Record<string, (fields: Fields) => Fields>> = {
  invite: optionOf,
  accept: optionOf,
  candidate: ({ candidate, candidates }) => ({ candidate: candidate ?? candidates }),
  // Spec 0 §3: with `base64` the text is sound.
  tts: ({ option, base64, text }) => ({
    ...(base64 === true ? { text: '', sound: text } : {}),
    ...(isFields(option) ? { option: ttsOptionOf(camelFields(option)) } : {}),
  }),
  ringing: ({ recorder }) => (isFields(recorder) ? { recorder: callOptionOf({ recorder }).recorder } : {}),
  refer: ({ target, callee, referId, caller, options }) => {
    const written = isFields(options) ? options : {};
    const { callId } = camelFields(written);
    const changed = referOptionsOf(written, caller);
    return {
      target: target ?? callee,
      referId: referId ?? callId,
      ...((isFields(options) || options === undefined) && Object.keys(changed).length > 0 ? { options: changed } : {}),
    };
  },
};
