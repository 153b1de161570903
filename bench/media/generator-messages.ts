/** What the callers are asked; each question is answered, in the order they were asked. */
export type ToGenerator =
  /** What callers added from now on say, again and again; payloads in base64. */
  | {
      readonly ask: 'speak';
      readonly payloads: readonly string[];
      readonly blockTicks: number;
      readonly payloadType: number;
    }
  /** `at`: which of the payloads is said first. */
  | { readonly ask: 'add'; readonly id: string; readonly port: number; readonly at: number }
  | { readonly ask: 'remove'; readonly id: string }
  /** Keeps what comes back to a caller from now on, or no longer. */
  | { readonly ask: 'keep'; readonly id: string; readonly isKept: boolean }
  | { readonly ask: 'kept'; readonly id: string }
  /** Counts since this was asked last. */
  | { readonly ask: 'figures' };

/** The number of source (SSRC) a caller sends with: that of its call. */
export const sourceOf = (id: string): number => Number(id.replace(/\D/g, ''));

/** Their answers. */
export type FromGenerator =
  | { readonly done: true }
  | { readonly figures: GeneratorFigures }
  | { readonly id: string; readonly kept: readonly string[] };

/** What callers have sent and heard. */
export type GeneratorFigures = {
  sent: number;
  received: number;
  /** Gaps in the numbers of what came back. */
  missing: number;
  /** The latest a packet was sent after it was due, in ms: the callers' own fault. */
  lateMs: number;
  /** How long that took. */
  wallMs: number;
};
