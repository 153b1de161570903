import { AppError, type ErrorCode } from '@callwright/protocol';

/** How much of a body is taken, and with which code more is refused. */
export type BodyBound = { readonly title: string; readonly maxBytes: number; readonly failed: ErrorCode };

/** The pieces of a response's body, as they come. @throws AppError when it is too much */
export async function* readBounded(
  response: Response,
  { title, maxBytes, failed }: BodyBound,
): AsyncIterable<Uint8Array> {
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw new AppError(failed, `${title} answered with too much`);
    yield piece;
  }
}

/** The lines of a body that comes in pieces, without their ends. */
export async function* readLines(pieces: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
