import { z } from 'zod';

/** Plays that wait for their turn, of each kind. */
const BUFFER_SIZE = 1000;
const PIECE_MS = 20;

const sound = z.object({ audio_data: z.object({ id: z.string(), last_message: z.boolean() }) });
const clear = z.object({ clear_audio_buffer: z.object({ id: z.string() }) });
const keys = z.object({
  dtmf_data: z.object({
    id: z.string(),
    dtmf_digits: z.string(),
    press_duration_ms: z.number(),
    break_duration_ms: z.number(),
  }),
});
const query = z.object({ query_buffer: z.object({ buffer_type: z.enum(['DTMF', 'Audio']) }) });

type Piece = { readonly id: string; readonly isLast: boolean };
type Row = { readonly id: string; leftMs: number; isBegun: boolean };

/** What a platform has been given to play to its caller: piece by piece in real time, telling what has begun and what has been played. */
export class PlatformPlayback {
  readonly #tell: (message: object) => void;
  #pieces: Piece[] = [];
  #rows: Row[] = [];
  #playing: string | null = null;

  constructor(tell: (message: object) => void) {
    this.#tell = tell;
  }

  /** Takes a message of the application; what is nothing to play is passed over. */
  receive(message: unknown): void {
    const played = sound.safeParse(message).data?.audio_data;
    const cleared = clear.safeParse(message).data?.clear_audio_buffer;
    const pressed = keys.safeParse(message).data?.dtmf_data;
    const asked = query.safeParse(message).data?.query_buffer;
    if (played) this.#queue({ id: played.id, isLast: played.last_message });
    if (cleared) this.#clear(cleared.id);
    // Spec 3: a key of no length is none, and none is longer than 8 s.
    if (pressed && pressed.press_duration_ms > 0) {
      const keyMs = Math.min(pressed.press_duration_ms, 8000) + pressed.break_duration_ms;
      this.#rows.push({ id: pressed.id, leftMs: pressed.dtmf_digits.length * keyMs, isBegun: false });
    }
    if (asked) {
      const depth = asked.buffer_type === 'Audio' ? this.#pieces.length : this.#rows.length;
      this.#tell({ notify_buffer: { buffer_type: asked.buffer_type, depth, buffer_size: BUFFER_SIZE } });
    }
  }

  /** Another 20 ms have passed. */
  tick(): void {
    this.#playPiece();
    this.#pressKeys();
  }

  #queue(piece: Piece): void {
    if (this.#pieces.length < BUFFER_SIZE) this.#pieces.push(piece);
    else this.#tell({ notify_error: { error_message: 'The audio buffer is full.', error_id: 'buffer-full' } });
  }

  // What is cleared does not complete.
  #clear(id: string): void {
    this.#pieces = [];
    this.#playing = null;
    this.#tell({ notify_audio_cleared_data: { id } });
  }

  #playPiece(): void {
    const piece = this.#pieces.shift();
    if (!piece) return;
    if (this.#playing !== piece.id) this.#tell({ notify_playback_started_data: { id: piece.id } });
    this.#playing = piece.isLast ? null : piece.id;
    if (piece.isLast) this.#tell({ notify_playback_completed_data: { id: piece.id } });
  }

  #pressKeys(): void {
    const [row] = this.#rows;
    if (!row) return;
    if (!row.isBegun) this.#tell({ notify_dtmf_play_started_data: { id: row.id } });
    row.isBegun = true;
    row.leftMs -= PIECE_MS;
    if (row.leftMs > 0) return;
    this.#rows.shift();
    this.#tell({ notify_dtmf_play_completed_data: { id: row.id } });
  }
}
