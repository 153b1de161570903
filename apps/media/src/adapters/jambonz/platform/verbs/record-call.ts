import { AppError, type CommandOf } from '@callwright/protocol';
import type { VerbRun } from './verb.js';

const actions: Readonly<Record<string, CommandOf<'record'>['action']>> = {
  startCallRecording: 'start',
  stopCallRecording: 'stop',
  pauseCallRecording: 'pause',
  resumeCallRecording: 'resume',
};

/** Records the call where we keep recordings. @throws AppError `protocol.unsupported` for a recorder elsewhere */
export const recordCall = async (
  {
    action,
    type,
    recordingID,
  }: { readonly action: string; readonly type?: string | undefined; readonly recordingID?: unknown },
  { stage }: Pick<VerbRun, 'stage'>,
): Promise<void> => {
  const wanted = actions[action];
  if (wanted === undefined) throw new AppError('protocol.unsupported', 'This record action is not known.');
  if (type === 'siprec') throw new AppError('protocol.unsupported', 'Recording by SIPREC is not supported here.');
  const recordId = typeof recordingID === 'string' ? { recordId: recordingID.slice(0, 128) } : {};
  await stage.perform({ command: 'record', action: wanted, ...recordId });
};
