/** What the api takes at most. */
export const MAX_WAV_BYTES = 20 * 1024 * 1024;

/** Why a file cannot be a recording; null when it may be one. Read are its first bytes, not its name. */
export const refusalOf = (sizeBytes: number, firstBytes: Uint8Array): 'tooLarge' | 'notWav' | null => {
  if (sizeBytes > MAX_WAV_BYTES) return 'tooLarge';
  const text = String.fromCharCode(...firstBytes.slice(0, 12));
  return /^(RIFF|RF64)....WAVE$/s.test(text) ? null : 'notWav';
};

/** A name for people out of a file's: `closed_message-v2.WAV` is `closed message v2`. */
export const nameOfFile = (fileName: string): string =>
  fileName
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[_-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120) || fileName.slice(0, 120);

/** A size as people say it: `812 kB`, `3.4 MB`. */
export const formatSize = (sizeBytes: number): string =>
  sizeBytes < 1_000_000
    ? `${Math.max(1, Math.round(sizeBytes / 1000))} kB`
    : `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
