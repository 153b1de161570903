/** What sound in memory is like; times in ms. A test may change it as it goes. */
export type FakeSoundWorld = {
  /** What an offer is answered with. */
  answer: string;
  /** How fast the voice speaks. */
  msPerCharacter: number;
  /** Recordings there are, by `url`, with their length. */
  prompts: Readonly<Record<string, number>>;
  /** From the answer to flowing sound; null: it never flows. */
  connectMs: number | null;
  /** From a command to its first sound. */
  latencyMs: number;
  /** Quiet after which a turn has ended. */
  endOfTurnMs: number;
  /** What the recogniser takes after that. */
  recognitionMs: number;
  /** Whether the recogniser refuses to start. */
  isDeaf: boolean;
  /** Whether speech synthesis fails. */
  failsToSpeak: boolean;
  /** Whether no room takes anybody in any more. */
  isRoomFull: boolean;
};

/** A world in which nothing goes wrong, as fast as the simulator's. */
export const plainSoundWorld = (): FakeSoundWorld => ({
  answer: 'v=0 answer',
  msPerCharacter: 60,
  prompts: { 'prompt:jingle': 3_000, 'prompt:music': 60_000 },
  connectMs: 80,
  latencyMs: 20,
  endOfTurnMs: 500,
  recognitionMs: 100,
  isDeaf: false,
  failsToSpeak: false,
  isRoomFull: false,
});
