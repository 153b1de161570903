/** One message of a call's signalling as it came or went. Plain data, kept as JSON with the call. */
export type SignalEntry = {
  /** Since 1970. */
  readonly atMs: number;
  /** Seen from us. */
  readonly direction: 'in' | 'out';
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  /** Our end: `address:port`, with the address in brackets when it is IPv6. */
  readonly local: string;
  /** The far end, written the same way. */
  readonly remote: string;
  /** As it was on the wire, but for its secrets; see {@link maskSignal}. */
  readonly message: string;
};

/** What is kept of a call's signalling, oldest first. */
export type KeptSignals = {
  readonly entries: readonly SignalEntry[];
  /** Messages that were too many to keep. They came between others. */
  readonly droppedCount: number;
};
