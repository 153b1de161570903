import { writeWav } from '@callwright/audio';
import { AppError, type SpeechPreview, type WorkspaceId } from '@callwright/protocol';
import type { SpeechKeys } from './calls/speech-keys.js';
import type { SoundPool } from './link/sound-pool.js';
import type { MediaConfig } from './platform/config.js';

/** What texts are said with. */
export type SpeechPreviewsOptions = {
  readonly pool: Pick<SoundPool, 'pick'>;
  /** Says what a call is spoken to with when nobody says otherwise. */
  readonly config: Pick<MediaConfig, 'callDefaults'>;
  /** Keys of the voices that a workspace has its own ones for; null when none has. */
  readonly speechKeys: ((workspaceId: WorkspaceId) => Promise<SpeechKeys>) | null | undefined;
};

/** Says a text as a call would hear it. Resolves with a WAV file, mono. @throws AppError as the sound process says, `call.busy` */
export type SpeakPreview = (workspaceId: WorkspaceId, preview: SpeechPreview) => Promise<Uint8Array>;

/** Lets authors hear a text before their callers do. */
export const createSpeechPreviews =
  ({ pool, config: { callDefaults }, speechKeys }: SpeechPreviewsOptions): SpeakPreview =>
  async (workspaceId, { text, language, ...manner }) => {
    const { tts } = callDefaults;
    const { speaker = tts?.speaker, speed = tts?.speed } = manner;
    const keys = await speechKeys?.(workspaceId);
    const { samples, rateHz } = await pool.pick().request<'speak'>({
      request: 'speak',
      text,
      language,
      provider: tts?.provider ?? DEFAULT_PROVIDER,
      // Texts of one workspace wait for each other, and nobody else for them.
      lane: `preview ${workspaceId}`,
      ...(speaker !== undefined && { speaker }),
      ...(speed !== undefined && { speed }),
      ...(keys && { apiKeys: keys.voices }),
    });
    if (samples.length === 0) throw new AppError('speech.ttsFailed', 'Nothing of that text can be said.');
    return writeWav({ rateHz, channels: [samples] });
  };

const DEFAULT_PROVIDER = 'flite';
