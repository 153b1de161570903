import type { CommandOf, WebhookBody, WorkspaceId } from '@callwright/protocol';

/** A recording that goes with a message. */
export type AttachedRecording = WebhookBody['recordings'][number] & {
  /** The WAV. */
  readonly path: string;
  readonly sizeBytes: number;
};

/** A message on its way out, with all that any channel may want to know of it. */
export type OutgoingMessage = Pick<CommandOf<'message'>, 'to' | 'subject' | 'text'> & {
  /** Of the delivery: the same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  /** How often it was asked for. */
  readonly round: number;
  readonly messageId: string;
  readonly workspaceId: WorkspaceId;
  readonly call: WebhookBody['call'];
  readonly recordings: readonly AttachedRecording[];
  /** Recordings that should go with it and are not there. */
  readonly missingCount: number;
  /** The call in the studio. */
  readonly callUrl: string;
};

/** Sends messages over one channel. */
export type MessageSender = {
  /**
   * Resolves when somebody else has taken the message over.
   * @throws AppError `delivery.*` or `http.*`; its message says what was wrong without personal data
   */
  readonly send: (message: OutgoingMessage, signal: AbortSignal) => Promise<void>;
};
