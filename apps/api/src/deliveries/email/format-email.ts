import type { AttachedRecording, OutgoingMessage } from '../outgoing-message.js';

/** Recordings beyond this are linked to; many mail servers take no more than 10 MB, and sound grows by a third on its way. */
export const MAX_ATTACHED_BYTES = 7 * 1_048_576;

/** The words of an e-mail, and which recordings go with it. */
export type FormattedEmail = {
  readonly subject: string;
  readonly text: string;
  readonly attached: readonly AttachedRecording[];
};

/** A message as an e-mail: what the flow says, then for each recording what was understood, or where it is. */
export const formatEmail = (message: OutgoingMessage): FormattedEmail => {
  const attached = fitting(message.recordings);
  const parts = [
    message.text,
    ...message.recordings.map((recording) => wordsOf(recording, attached.includes(recording))),
    ...(message.missingCount > 0 ? ['A recording that belongs here could not be kept.'] : []),
    ...(message.recordings.length > 0 || message.missingCount > 0 ? [`The call: ${message.callUrl}`] : []),
  ];
  return {
    subject: message.subject?.trim() || 'Message from a call',
    text: `${parts.filter((part) => part !== '').join('\n\n')}\n`,
    attached,
  };
};

const fitting = (recordings: readonly AttachedRecording[]): readonly AttachedRecording[] => {
  let leftBytes = MAX_ATTACHED_BYTES;
  return recordings.filter(({ sizeBytes }) => {
    if (sizeBytes > leftBytes) return false;
    leftBytes -= sizeBytes;
    return true;
  });
};

const wordsOf = ({ durationMs, transcript, url }: AttachedRecording, isAttached: boolean): string =>
  [
    `Recording of ${formatSeconds(durationMs)}${isAttached ? ', attached.' : `: ${url}`}`,
    ...(transcript === '' ? [] : [`“${transcript}”`]),
  ].join('\n');

const formatSeconds = (durationMs: number): string => {
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
