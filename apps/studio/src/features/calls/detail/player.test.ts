import { describe, expect, it } from 'vitest';
import { type AudioPort, Player } from './player';

class FakeAudio implements AudioPort {
  currentTime = 0;
  paused = true;
  readonly #listeners = new Map<string, Set<() => void>>();

  async play(): Promise<void> {
    this.paused = false;
    this.emit('play');
  }

  pause(): void {
    this.paused = true;
    this.emit('pause');
  }

  addEventListener(name: string, listener: () => void): void {
    this.#listeners.set(name, (this.#listeners.get(name) ?? new Set()).add(listener));
  }

  removeEventListener(name: string, listener: () => void): void {
    this.#listeners.get(name)?.delete(listener);
  }

  emit(name: string): void {
    for (const listener of this.#listeners.get(name) ?? []) listener();
  }
}

const makePlayer = (startMs = 0) => {
  const frames = new Set<() => void>();
  const nextFrame = (run: () => void) => {
    frames.add(run);
    return () => frames.delete(run);
  };
  const player = new Player({ startOffsetMs: 500, endMs: 10_500 }, startMs, nextFrame);
  const audio = new FakeAudio();
  const frame = () => {
    const due = [...frames];
    frames.clear();
    for (const run of due) run();
  };
  return { player, audio, frame, frames };
};

describe('Player', () => {
  it('follows the sound at every frame, in time of the call', () => {
    const { player, audio, frame, frames } = makePlayer();
    player.attach(audio);
    player.toggle();
    audio.currentTime = 2;
    frame();
    expect([player.ms, player.isPlaying]).toEqual([2_500, true]);
    player.toggle();
    expect(player.isPlaying).toBe(false);
    frame();
    expect(frames.size).toBe(0);
  });

  it('seeks in the call, also to before the recording began', () => {
    const { player, audio } = makePlayer();
    player.attach(audio);
    player.seek(4_500);
    expect(audio.currentTime).toBe(4);
    player.seek(200);
    audio.emit('seeked');
    expect([player.ms, audio.currentTime]).toEqual([200, 0]);
    player.seek(99_000);
    expect(player.ms).toBe(10_500);
  });

  it('starts where the address says, once the sound is there', () => {
    const { player, audio } = makePlayer(3_500);
    player.attach(audio);
    audio.currentTime = 0;
    audio.emit('loadedmetadata');
    expect([player.ms, audio.currentTime]).toEqual([3_500, 3]);
  });

  it('begins anew from the end', () => {
    const { player, audio } = makePlayer(10_500);
    player.attach(audio);
    player.toggle();
    expect(audio.currentTime).toBe(0);
    expect(player.isPlaying).toBe(true);
  });

  it('moves without a recording, and does not play', () => {
    const { player } = makePlayer();
    let told = 0;
    player.subscribe(() => {
      told += 1;
    });
    player.seek(3_000);
    player.toggle();
    expect([player.ms, player.isPlaying, told]).toEqual([3_000, false, 1]);
  });

  it('stays at the end of a call that runs, until it is moved', () => {
    const { player } = makePlayer(10_500);
    player.stretch({ startOffsetMs: 0, endMs: 11_500 }, true);
    expect(player.ms).toBe(11_500);
    player.seek(4_000);
    player.stretch({ startOffsetMs: 0, endMs: 12_500 }, true);
    expect(player.ms).toBe(4_000);
  });

  it('says when the sound cannot be played, and lets go of it', () => {
    const { player, audio, frames } = makePlayer();
    const detach = player.attach(audio);
    audio.emit('error');
    expect(player.hasFailed).toBe(true);
    player.toggle();
    detach();
    audio.emit('timeupdate');
    expect([frames.size, player.isPlaying]).toEqual([0, false]);
  });
});
