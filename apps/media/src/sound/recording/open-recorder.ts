import { join } from 'node:path';
import type { Log } from '../../platform/logging.js';
import { MessageRecorder, type MessageRecorderOptions } from './message-recorder.js';
import { Recorder, type RecorderOptions } from './recorder.js';

/**
 * Makes recorders whose files lie below a folder; what the disk does to them is logged, once each.
 * @param isAbandoned whether nobody is there any more to be told of what is finished: whoever looks for recordings after
 *   a crash finds those, too
 */
export const recordersIn = (recordingsDir: string, log: Log, isAbandoned: () => boolean = () => false) => {
  const below = (file: string) => ({ path: join(recordingsDir, file), keepsNote: isAbandoned });
  return {
    openRecorder: (options: Omit<RecorderOptions, 'path'>): Recorder =>
      new Recorder({ ...options, ...told(options, log), ...below(options.file) }),
    openMessage: (options: Omit<MessageRecorderOptions, 'path'>): MessageRecorder =>
      new MessageRecorder({ ...options, ...told(options, log), ...below(options.file) }),
  };
};

const told = ({ callId, onFailed }: Pick<RecorderOptions, 'callId' | 'onFailed'>, log: Log) => ({
  onFailed: (error: Error) => {
    log.warn({ callId, err: error }, 'recording failed');
    onFailed(error);
  },
  onDropped: (droppedBytes: number) =>
    log.warn({ callId, droppedBytes }, 'parts of a recording are silence: the disk was too slow'),
});
