import { type CommandName, commandNames, isData, type Verb, verbNames } from '@callwright/jambonz-server';
import { AppError } from '@callwright/protocol';

/** What an author tells jambonz in its own words. */
export type NativePayload =
  | { readonly kind: 'verbs'; readonly verbs: readonly Verb[] }
  | { readonly kind: 'command'; readonly command: CommandName; readonly data: unknown };

const MAX_NATIVE_VERBS = 50;

/**
 * Reads the payload of `native`: a verb, a list of verbs, or a command `{command, data}`.
 * @throws AppError `protocol.badMessage` for anything else
 */
export const nativeOf = (payload: unknown): NativePayload => {
  if (isData(payload) && 'command' in payload) {
    const command = commandNames.find((name) => name === payload.command);
    if (command === undefined) throw bad('This is no command of jambonz.');
    return { kind: 'command', command, data: payload.data };
  }
  const verbs = Array.isArray(payload) ? payload : [payload];
  if (verbs.length === 0 || verbs.length > MAX_NATIVE_VERBS || !verbs.every(isVerb))
    throw bad(`A list of verbs of jambonz is expected, ${MAX_NATIVE_VERBS} at most.`);
  return { kind: 'verbs', verbs };
};

const names: ReadonlySet<unknown> = new Set(verbNames);
const isVerb = (value: unknown): value is Verb => isData(value) && names.has(value.verb);
const bad = (message: string) => new AppError('protocol.badMessage', message);
