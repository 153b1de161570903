/** What the api takes at most. */
export const MAX_PROMPT_BYTES = 20 * 1024 * 1024;

/** What a file picker offers; the api looks at what is in a file, not at its name. */
export const PROMPT_FILES = 'audio/*,.wav,.mp3,.ogg,.oga,.opus,.flac,.m4a,.aac,.aiff,.webm';

/** A file as the api takes it: with its own type where that says it is sound. */
export const uploadOf = (file: File): Blob =>
  new Blob([file], { type: file.type.startsWith('audio/') ? file.type : 'application/octet-stream' });

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
