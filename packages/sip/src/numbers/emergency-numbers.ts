import { callingCodeOf } from './calling-code.js';
import { dialPlanOf } from './dial-plan.js';
import { stripNumber } from './normalize-number.js';

// Police, fire and ambulance by the national numbering plans.
const national: Readonly<Record<string, string>> = {
  '1': '911',
  '7': '101 102 103 104',
  '20': '122 123 180',
  '27': '10111 10177',
  '30': '100 108 166 199',
  '32': '100 101',
  '33': '15 17 18 114 115 119 191 196',
  '34': '061 062 080 085 091 092',
  '36': '104 105 107',
  '39': '113 114 115 118',
  '41': '117 118 144 1414',
  '43': '122 133 140 144',
  '47': '110 113',
  '48': '997 998 999',
  '49': '110',
  '52': '911',
  '54': '100 101 107',
  '55': '190 192 193',
  '56': '131 132 133',
  '57': '123',
  '60': '999',
  '61': '000 106',
  '62': '110 118 119',
  '64': '111',
  '65': '995',
  '66': '191 199 1669',
  '81': '110 118 119',
  '82': '119',
  '84': '113 114 115',
  '86': '110 119 120 122',
  '90': '110 155 156',
  '91': '100 101 102 108',
  '92': '15 115 1122',
  '353': '999',
  '420': '150 155 156 158',
  '421': '150 155 158',
  '852': '999',
  '886': '110 119',
  '966': '997 998 999',
  '971': '997 998 999',
  '972': '100 101 102',
};

// Understood by most networks of the world, whatever the country.
const everywhere = ['112', '911', '999'];

/** The emergency numbers of a country by its calling code, with those that are understood everywhere. */
export const emergencyNumbersOf = (callingCode: string): readonly string[] => [
  ...everywhere,
  ...(national[callingCode]?.split(' ') ?? []),
];

/** Whether what is dialled calls for help: bare, or behind a country code, which some networks let through. */
export function isEmergencyNumber(text: string, homeCountry: string): boolean {
  const digits = stripNumber(text);
  if (typeof digits !== 'string') return false;
  if (emergencyNumbersOf(homeCountry).includes(digits)) return true;
  const { international } = dialPlanOf(homeCountry);
  const prefix = ['+', ...international].find((one) => digits.startsWith(one));
  if (prefix === undefined) return false;
  const abroad = digits.slice(prefix.length);
  const code = callingCodeOf(abroad);
  const rest = abroad.slice(code.length);
  const bare = rest.startsWith('0') ? rest.slice(1) : rest;
  return emergencyNumbersOf(code).some((number) => number === rest || number === bare);
}
