import { describe, expect, it } from 'vitest';
import { FrameReader, formatFrame } from './frame.js';

const text = (frames: readonly Uint8Array[]): string[] => frames.map((frame) => Buffer.from(frame).toString('utf8'));

describe('a frame', () => {
  it('counts bytes, not characters', () => {
    expect(Buffer.from(formatFrame('é')).toString('utf8')).toBe('2#é');
  });

  it('is read however the stream is cut', () => {
    const stream = Buffer.concat([formatFrame('one|ü'), formatFrame('two', Buffer.from('\r\nbody#9#'))]);
    for (let cut = 1; cut < stream.length; cut++) {
      const reader = new FrameReader();
      const first = reader.read(stream.subarray(0, cut));
      const second = reader.read(stream.subarray(cut));
      expect(text([...first.frames, ...second.frames])).toEqual(['one|ü', 'two\r\nbody#9#']);
    }
  });

  it('has at most five digits of length', () => {
    expect(new FrameReader().read(Buffer.from('99999#x')).isBroken).toBe(false);
    expect(new FrameReader().read(Buffer.from('100000#x')).isBroken).toBe(true);
    expect(new FrameReader().read(Buffer.from('000001#x')).isBroken).toBe(true);
  });

  it.each(['x', '#', '0#', '1x#a', 'GET / HTTP/1.1', '-1#'])('is refused when it begins with %j', (bytes) => {
    expect(new FrameReader().read(Buffer.from(bytes)).isBroken).toBe(true);
  });

  it('is the last one read before a broken one', () => {
    const reader = new FrameReader();
    const read = reader.read(Buffer.concat([formatFrame('good'), Buffer.from('bad')]));
    expect(text(read.frames)).toEqual(['good']);
    expect(read.isBroken).toBe(true);
    expect(reader.read(formatFrame('good')).frames).toEqual([]);
  });
});
