/** The bytes of a recording, wherever they lie; read in parts, so that a large one need not be in memory. */
export type PromptBytes = {
  readonly sizeBytes: number;
  /** At most so many bytes; fewer at the end. The array is the caller's own. */
  readonly read: (at: number, lengthBytes: number) => Promise<Uint8Array<ArrayBuffer>>;
  /** Idempotent. */
  readonly close: () => Promise<void>;
};

/** A recording that can be opened. */
export type PromptSource = {
  /** Changes with the contents, and is no other recording's. */
  readonly version: string;
  readonly open: () => Promise<PromptBytes>;
};

/** Bytes in memory as a recording. */
export const bytesInMemory = (bytes: Uint8Array): PromptBytes => ({
  sizeBytes: bytes.length,
  read: async (at, lengthBytes) => new Uint8Array(bytes.subarray(at, at + lengthBytes)),
  close: async () => undefined,
});
