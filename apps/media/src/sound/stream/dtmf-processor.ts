import { DtmfDetector, type KeyChange } from '@callwright/audio';
import type { Processor } from './track.js';

/** Listens for keys that are pressed as tones. */
export function createDtmfProcessor(rateHz: number, onKey: (change: KeyChange) => void): Processor {
  const detector = new DtmfDetector(rateHz, onKey);
  return { name: 'dtmf', seesHidden: true, process: (block) => detector.process(block), close: () => undefined };
}
