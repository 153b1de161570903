import { createHash } from 'node:crypto';
import { AppError, type CallId, type CommandOf, type SessionEvent, type SessionEventOf } from '@callwright/protocol';
import type { MessageSummary } from '../../link/messages.js';
import { fileStem } from '../../link/recording-names.js';
import type { Clock } from '../../platform/clock.js';
import type { MessageRecorder, MessageRecorderOptions } from '../recording/message-recorder.js';
import type { Processor } from './track.js';

/** Makes the recorder of a message whose file lies below the recordings folder. */
export type OpenMessage = (options: Omit<MessageRecorderOptions, 'path'>) => MessageRecorder;

/** What the messages of a call are made of. */
export type MessageRecordingsOptions = {
  readonly callId: CallId;
  readonly rateHz: number;
  readonly openMessage: OpenMessage;
  readonly clock: Clock;
  readonly emit: (event: SessionEvent) => void;
};

type Status = SessionEventOf<'recordStatus'>['status'];

const MAX_MESSAGES = 20;

/**
 * The messages of a call as `record{of: 'message'}` commands want them: each a file of its own, one taken after another.
 * The first processor of the caller's track after the call's own recorder.
 */
export class MessageRecordings implements Processor {
  readonly name = 'recorder';
  readonly #options: MessageRecordingsOptions;
  /** In the order they were begun. */
  readonly #messages = new Map<string, MessageRecorder>();
  #current: MessageRecorder | null = null;

  constructor(options: MessageRecordingsOptions) {
    this.#options = options;
  }

  /**
   * Carries a command out. `start` replaces the message of that id, and ends another that is under way. Ended messages
   * take no more: whatever is asked of them is answered by `stopped`, with their length. A discarded
   * one is stopped: that it is not kept is up to who stores what callers leave, and reads it in the journal.
   * @throws AppError `protocol.badMessage` without a `recordId`
   */
  perform({ action, recordId }: CommandOf<'record'>): void {
    if (!recordId) throw new AppError('protocol.badMessage', 'A message needs a recordId.');
    const message = this.#messages.get(recordId);
    if (action === 'start') this.#start(recordId, message);
    else if (message === undefined || message.hasFailed) this.#report(recordId, 'failed');
    else if (action === 'stop' || action === 'discard' || message.isFinished) this.#stop(recordId, message);
    else if (action === 'pause') {
      message.pause();
      this.#report(recordId, 'paused');
    } else {
      message.resume();
      this.#report(recordId, 'resumed');
    }
  }

  process(block: Int16Array): void {
    this.#current?.write(block);
  }

  /** The sound of a message that has ended. @throws AppError `media.promptMissing` when there is none */
  read(recordId: string, signal: AbortSignal): AsyncIterable<Int16Array> {
    const message = this.#messages.get(recordId);
    if (message?.isFinished) return message.read(signal);
    throw new AppError('media.promptMissing', 'There is no such message in this call.');
  }

  /** The tick is over for this track; a message is finished by {@link finish}. */
  close(): void {
    this.#current = null;
  }

  /** Finishes all files. Never throws. @returns the messages that could be kept, in the order they were begun */
  async finish(): Promise<readonly MessageSummary[]> {
    this.#current = null;
    const finished = [...this.#messages].map(async ([recordId, message]) => {
      const summary = await message.finish();
      await message.release();
      return summary === null ? [] : [{ recordId, ...summary }];
    });
    return (await Promise.all(finished)).flat();
  }

  #start(recordId: string, before: MessageRecorder | undefined): void {
    this.#stopOthers(recordId);
    if (before === undefined && this.#messages.size >= MAX_MESSAGES) {
      this.#report(recordId, 'failed');
      return;
    }
    const { callId, rateHz, clock, openMessage } = this.#options;
    const message = openMessage({
      callId,
      recordId,
      file: messageFile(callId, recordId),
      rateHz,
      startedAtMs: clock.nowMs(),
      onFull: () => this.#stop(recordId, message),
      onFailed: () => this.#fail(recordId, message),
      ...(before === undefined ? {} : { after: before.finish() }),
    });
    this.#messages.delete(recordId);
    this.#messages.set(recordId, message);
    this.#current = message;
    this.#report(recordId, 'started');
  }

  #stopOthers(recordId: string): void {
    for (const [id, message] of this.#messages) if (id !== recordId && !message.isFinished) this.#stop(id, message);
  }

  #stop(recordId: string, message: MessageRecorder): void {
    void message.finish();
    if (this.#current === message) this.#current = null;
    this.#report(recordId, 'stopped', message.durationMs);
  }

  #fail(recordId: string, message: MessageRecorder): void {
    if (this.#current === message) this.#current = null;
    // One that has been replaced meanwhile is nobody's concern any more.
    if (this.#messages.get(recordId) === message) this.#report(recordId, 'failed');
  }

  #report(recordId: string, status: Status, durationMs?: number): void {
    const { clock, emit } = this.#options;
    const length = durationMs === undefined ? {} : { durationMs };
    emit({ event: 'recordStatus', timestamp: clock.nowMs(), of: 'message', recordId, status, ...length });
  }
}

/** What the api calls the mixed form of a call's recording, which is no message. */
const TAKEN = 'mono';

/** Name of a message's file, below the recordings folder: one for each id, whatever the id is made of. */
export function messageFile(callId: CallId, recordId: string): string {
  const safe = recordId.replaceAll(/[^\w-]/g, '_').slice(0, 64);
  const mark = createHash('sha256').update(recordId).digest('hex').slice(0, 8);
  return `${fileStem(callId)}.${safe === recordId && safe !== TAKEN ? safe : `${safe}~${mark}`}.wav`;
}
