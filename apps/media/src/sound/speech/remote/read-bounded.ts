import { AppError } from '@callwright/protocol';

/** The pieces of a response's body, as they come. @throws AppError `speech.asrFailed` beyond `maxBytes` */
export async function* readBounded(response: Response, title: string, maxBytes: number): AsyncIterable<Uint8Array> {
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw new AppError('speech.asrFailed', `${title} answered with too much`);
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
