// Tables of ITU-T G.722 (09/2012), in the units of its fixed-point description.

/** Table 11: coefficients of the quadrature mirror filters, one half of the 24 that mirror each other. */
export const QMF = Int16Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);

/** Table 14: decision levels of the lower band. */
export const LOW_DECISIONS = Int16Array.of(
  ...[0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219],
  ...[1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919],
);

/** Table 16: output levels of the lower band by its 4 upper bits: what both sides adapt by. */
export const LOW_LEVELS_4 = Int16Array.of(
  ...[0, -20456, -12896, -8968, -6288, -4240, -2584, -1200],
  ...[20456, 12896, 8968, 6288, 4240, 2584, 1200, 0],
);

/** Table 16: output levels of the lower band by all 6 bits. */
export const LOW_LEVELS_6 = Int16Array.of(
  ...[-136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576],
  ...[-7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040],
  ...[-728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456],
  ...[4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136],
);

/** Table 18: output levels of the higher band. */
export const HIGH_LEVELS = Int16Array.of(-7408, -1616, 7408, 1616);

/** Table 19 with table 17: what a code of 4 bits adds to the logarithm of the lower band's step. */
export const LOW_STEP_CHANGES = Int16Array.of(
  ...[-60, 3042, 1198, 538, 334, 172, 58, -30],
  ...[3042, 1198, 538, 334, 172, 58, -30, -60],
);

/** Table 21 with table 20: the same of the higher band. */
export const HIGH_STEP_CHANGES = Int16Array.of(798, -214, 798, -214);

/** Table 15: a step from its logarithm. */
export const STEPS = Int16Array.from({ length: 32 }, (_, i) => Math.round(2048 * 2 ** (i / 32)));
