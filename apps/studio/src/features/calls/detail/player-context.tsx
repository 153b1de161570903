'use client';

import { createContext, type ReactNode, use, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Player, type PlayerSpan } from './player';

const PlayerContext = createContext<Player | null>(null);

const nextFrame = (run: () => void): (() => void) => {
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
};

/** Gives the page one playhead, and the hidden element that plays. `sound` is null where there is nothing to hear. */
export const PlayerProvider = ({
  span: { startOffsetMs, endMs },
  startMs,
  isFollowing,
  sound,
  children,
}: {
  readonly span: PlayerSpan;
  readonly startMs: number;
  /** Keeps the playhead at the end while the end moves, unless it was moved. */
  readonly isFollowing: boolean;
  readonly sound: string | null;
  readonly children: ReactNode;
}) => {
  const audio = useRef<HTMLAudioElement>(null);
  const [player] = useState(() => new Player({ startOffsetMs, endMs }, startMs, nextFrame));
  useEffect(() => player.stretch({ startOffsetMs, endMs }, isFollowing), [player, startOffsetMs, endMs, isFollowing]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sound is another element
  useEffect(() => (audio.current ? player.attach(audio.current) : undefined), [player, sound]);
  return (
    <PlayerContext value={player}>
      {sound !== null && (
        // biome-ignore lint/a11y/useMediaCaption: what is said stands beside it as a transcript
        <audio ref={audio} src={sound} preload="metadata" />
      )}
      {children}
    </PlayerContext>
  );
};

/** The page's playhead, to press and to seek. */
export const usePlayer = (): Player => {
  const player = use(PlayerContext);
  if (!player) throw new Error('There is no PlayerProvider around this.');
  return player;
};

/** One value of the playhead; the component is drawn again only when it changes. */
export const usePlayerValue = <Value extends number | boolean | string | null>(
  read: (player: Player) => Value,
): Value => {
  const player = usePlayer();
  return useSyncExternalStore(
    player.subscribe,
    () => read(player),
    () => read(player),
  );
};
