import { expect, it, vi } from 'vitest';
import { ToneTrack } from './tone-track.js';

it('takes no more keys than can be sent in a while, and more when some have been', () => {
  const track = new ToneTrack(8000);
  const onSent = vi.fn();
  for (let i = 0; i < 16; i += 1) track.send('1', onSent);
  expect(() => track.send('1', onSent)).toThrow(expect.objectContaining({ code: 'call.busy' }));
  const block = new Int16Array(160);
  while (onSent.mock.calls.length === 0) track.pull(block);
  track.send('1', onSent);
  while (onSent.mock.calls.length < 17) track.pull(block);
});
