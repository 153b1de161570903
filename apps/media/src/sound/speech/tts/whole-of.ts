import { joinSamples } from '@callwright/audio';

/** A part of what is said; all parts of a text have one rate. */
type Pcm = { readonly samples: Int16Array; readonly rateHz: number };

/** All of a text that comes in parts, as one. @param rateHz of a text without a part */
export async function wholeOf(parts: AsyncIterable<Pcm>, rateHz: number) {
  const pieces: Int16Array[] = [];
  let partsHz = rateHz;
  for await (const part of parts) {
    pieces.push(part.samples);
    partsHz = part.rateHz;
  }
  return { format: 'pcm16' as const, samples: joinSamples(pieces), rateHz: partsHz };
}
