import { int16ToFloat } from '@callwright/audio';
import { z } from 'zod';
import type { Heard } from '../../remote/line.js';
import type { Dialect, SocketMessage } from '../../remote/socket-line.js';

const DONE = 'Done';
const OVER = 'Done!';

/** OnlineRecognizerResult::AsJsonString; the Python server says only text and segment. */
const message = z.object({
  text: z.string(),
  segment: z.number().int().nonnegative(),
  is_final: z.boolean().optional(),
  is_eof: z.boolean().optional(),
});

/**
 * The protocol of sherpa-onnx's streaming servers, in C++ and in Python: each result repeats the text of its segment so
 * far. The C++ server ends with `Done!`, the Python server by hanging up.
 */
export class SherpaDialect implements Dialect {
  /** The text of each segment, as last heard. */
  readonly #segments = new Map<number, string>();
  #isFinished = false;

  opening(): readonly SocketMessage[] {
    return [];
  }

  audio(packet: Int16Array): SocketMessage {
    return new Uint8Array(int16ToFloat(packet).buffer);
  }

  finish(): readonly SocketMessage[] {
    this.#isFinished = true;
    return [DONE];
  }

  read(text: string): readonly Heard[] {
    if (text === OVER) return this.hungUp();
    const heard = message.parse(JSON.parse(text));
    this.#segments.set(heard.segment, heard.text.trim());
    const partial: Heard = { heard: 'partial', text: this.#text };
    return heard.is_final && !heard.is_eof && !this.#isFinished ? [partial, { heard: 'endpoint' }] : [partial];
  }

  hungUp(): readonly Heard[] {
    return [{ heard: 'settled', text: this.#text }, { heard: 'done' }];
  }

  get #text(): string {
    return [...this.#segments.values()].filter((text) => text !== '').join(' ');
  }
}
