/** How numbers are dialled in a country. */
export type DialPlan = {
  /** What stands before a call abroad, instead of `+`. */
  readonly international: readonly string[];
  /** What stands before an area code at home; empty where nothing does, and a leading zero belongs to the number. */
  readonly national: string;
  /** Whether it is known that no area code begins with a zero, so that one behind the country code is a slip. */
  readonly zeroIsPrefix: boolean;
};

const plan = (national: string, ...international: readonly string[]): DialPlan => ({
  international,
  national,
  zeroIsPrefix: national === '0',
});

// ITU-T Operational Bulletin, "Dialling procedures": only those that differ from the usual 00 and 0.
const plans: Readonly<Record<string, DialPlan>> = {
  '1': plan('1', '011'),
  '7': plan('8', '810'),
  '30': plan('', '00'),
  '34': plan('', '00'),
  '36': plan('06', '00'),
  '39': plan('', '00'),
  '45': plan('', '00'),
  '47': plan('', '00'),
  '48': plan('', '00'),
  '52': plan('', '00'),
  '56': plan('', '00'),
  '57': plan('', '00'),
  '60': plan('0', '00'),
  '61': plan('0', '0011'),
  '62': plan('0', '001', '007', '008'),
  '65': plan('', '001', '002', '008'),
  '66': plan('0', '001', '007', '008'),
  '81': plan('0', '010'),
  '82': plan('0', '001', '002'),
  '351': plan('', '00'),
  '352': plan('', '00'),
  '356': plan('', '00'),
  '357': plan('', '00'),
  '358': plan('0', '00', '990'),
  '372': plan('', '00'),
  '371': plan('', '00'),
  '377': plan('', '00'),
  '420': plan('', '00'),
  '852': plan('', '001'),
  '853': plan('', '00'),
  '886': plan('0', '002'),
};

// These do as most countries do. Of those that are in neither list some have area codes with a zero.
const usualCodes: ReadonlySet<string> = new Set(
  (
    '20 27 31 32 33 40 41 43 44 46 49 51 54 55 63 64 84 86 90 91 92 93 94 95 98 ' +
    '353 355 359 380 381 385 386 387 389 421 961 962 963 966 971 972'
  ).split(' '),
);
const usual = plan('0', '00');

/** How numbers are dialled in the country with this calling code; what most countries do when it is not known better. */
export const dialPlanOf = (callingCode: string): DialPlan =>
  plans[callingCode] ?? { ...usual, zeroIsPrefix: usualCodes.has(callingCode) };
