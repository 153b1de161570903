import { parameterOf } from '../parameters.js';
import { formatParameterized, parseParameterized } from './parameterized.js';

/** The dialog a new INVITE takes the place of (RFC 3891 §6.1). The tags are as its receiver sees them. */
export type Replaces = {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly isEarlyOnly: boolean;
};

/** Reads a Replaces; undefined when malformed or a tag is missing. */
export function parseReplaces(value: string): Replaces | undefined {
  const read = parseParameterized(value);
  const toTag = read && parameterOf(read.parameters, 'to-tag');
  const fromTag = read && parameterOf(read.parameters, 'from-tag');
  if (!read || !toTag || !fromTag || /\s/.test(read.value)) return undefined;
  const isEarlyOnly = parameterOf(read.parameters, 'early-only') !== undefined;
  return { callId: read.value, toTag, fromTag, isEarlyOnly };
}

/** Writes a Replaces. */
export const formatReplaces = ({ callId, toTag, fromTag, isEarlyOnly }: Replaces): string =>
  formatParameterized({
    value: callId,
    parameters: [
      { name: 'to-tag', value: toTag },
      { name: 'from-tag', value: fromTag },
      ...(isEarlyOnly ? [{ name: 'early-only' }] : []),
    ],
  });
