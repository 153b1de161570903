import { floatToInt16, toMono } from '@callwright/audio';
import { AppError } from '@callwright/protocol';
import decode from 'audio-decode';
import type { JobResult } from '../../../platform/workers/serve-jobs.js';

/** A file in any format but plain WAV. */
export type PromptJob = { readonly bytes: Uint8Array };

/** Its sound: signed 16-bit, mono. */
export type DecodedPrompt = { readonly samples: Int16Array<ArrayBuffer>; readonly rateHz: number };

/** Decodes a file: mp3, ogg, flac, m4a and others. Blocks its thread. @throws AppError `media.promptUnreadable` */
export async function decodePromptJob({ bytes }: PromptJob): Promise<JobResult<DecodedPrompt>> {
  const { channelData, sampleRate } = await decode(bytes).catch((cause: unknown) => {
    throw new AppError('media.promptUnreadable', 'The recording is in no format that can be played.', { cause });
  });
  const samples = Int16Array.from(toMono(channelData.map((channel) => floatToInt16(channel))));
  if (samples.length === 0) throw new AppError('media.promptUnreadable', 'There is no sound in the recording.');
  return { output: { samples, rateHz: sampleRate }, transfer: [samples.buffer] };
}
