/** Whole numbers below `sides` that look random and are the same each time (Park and Miller's generator). */
export type Dice = (sides: number) => number;

export const createDice = (seed: number): Dice => {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
};

/** One of several, by chance. @throws Error when there is none */
export const oneOf = <One>(all: readonly One[], dice: Dice): One => {
  const found = all[dice(all.length)];
  if (found === undefined) throw new Error('There is nothing to choose from.');
  return found;
};

const someBytes = (dice: Dice, mostBytes: number): Buffer =>
  Buffer.from(Array.from({ length: dice(mostBytes + 1) }, () => dice(256)));

const OFTEN_WRONG = ['', '0', '-1', '65536', '4294967296', '99999999999999999999', '%00', 'NaN', '\u00ff'.repeat(40)];

type Change = (text: string, dice: Dice) => string;

const changeBytes: Change = (text, dice) => {
  const at = dice(text.length + 1);
  return text.slice(0, at) + someBytes(dice, 8).toString('latin1') + text.slice(at + dice(9));
};

const onLines =
  (change: (lines: string[], at: number, dice: Dice) => void): Change =>
  (text, dice) => {
    const lines = text.split('\r\n');
    // The first line stays: without it nothing else is looked at.
    change(lines, 1 + dice(Math.max(1, lines.length - 1)), dice);
    return lines.join('\r\n');
  };

const changes: readonly Change[] = [
  changeBytes,
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at, dice) => lines.splice(at, 0, ...Array.from({ length: 1 + dice(20) }, () => lines[at] ?? ''))),
  onLines((lines, at, dice) => lines.splice(at, 0, ...lines.splice(1 + dice(lines.length), 1))),
  onLines((lines, at, dice) => {
    lines[at] = (lines[at] ?? '').slice(0, dice((lines[at] ?? '').length + 1));
  }),
  onLines((lines, at, dice) => {
    lines[at] = (lines[at] ?? '').replace(/\d+/, oneOf(OFTEN_WRONG, dice));
  }),
  onLines((lines, at, dice) => {
    const name = oneOf(['Require', 'Route', 'Replaces', 'Refer-To', 'Session-Expires', 'RAck', 'Identity'], dice);
    lines.splice(at, 0, `${name}: ${someBytes(dice, 60).toString('latin1')}`);
  }),
  onLines((lines, at, dice) => {
    lines[at] = `${lines[at] ?? ''};${someBytes(dice, 200).toString('base64')}`;
  }),
];

/** A message with one to four things changed: bytes, lines, numbers, headers. */
export const mutatedMessage = (text: string, dice: Dice): Buffer => {
  let changed = text;
  for (let count = 1 + dice(4); count > 0; count -= 1) changed = oneOf(changes, dice)(changed, dice);
  return Buffer.from(changed === text ? changeBytes(text, dice) : changed, 'latin1');
};

/** A packet with something changed: its head, its body, its length; or only bytes that look like nothing. */
export const mutatedPacket = (packet: Buffer, dice: Dice): Buffer => {
  const changed = Buffer.from(packet);
  const flip = (from: number, to: number) => {
    for (let count = dice(8); count >= 0 && to > from; count -= 1) changed[from + dice(to - from)] = dice(256);
  };
  switch (dice(8)) {
    case 0:
      return changed.subarray(0, dice(changed.length + 1));
    case 1:
      return Buffer.concat([changed, someBytes(dice, 1200)]);
    case 2:
      flip(0, 1);
      return changed;
    case 3:
      flip(1, Math.min(12, changed.length));
      return changed;
    case 4:
      flip(12, changed.length);
      return changed;
    case 5:
      flip(0, changed.length);
      return changed;
    case 6:
      changed[1] = 101 + 128 * dice(2);
      return Buffer.concat([changed.subarray(0, 12), someBytes(dice, 8)]);
    default:
      return someBytes(dice, 1400);
  }
};

/** A report (RFC 3550 §6) of any of its kinds, not yet changed. */
export const report = (dice: Dice): Buffer => {
  const words = 1 + dice(12);
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(Array.from({ length: words * 4 }, () => dice(256)))]);
  bytes.writeUInt8(0x80 | dice(32), 0);
  bytes.writeUInt8(200 + dice(8), 1);
  bytes.writeUInt16BE(words, 2);
  return bytes;
};
