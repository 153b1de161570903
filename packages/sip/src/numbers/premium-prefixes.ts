// Beginnings of numbers that cost the caller more than a call, or share the cost with who is called, from the national
// numbering plans. A rule of thumb: plans change, and some countries hide such numbers inside ordinary ranges (Ireland's
// 15xx looks like Dublin). A longer or equally long allowed prefix of a policy overrides an entry.
const national: Readonly<Record<string, string>> = {
  '1': '900',
  '7': '803 809',
  '27': '86',
  '30': '801 901 909',
  '31': '84 87 900 906 909',
  '32': '70 78 90',
  '33': '81 82 84 89',
  '34': '704 803 806 807 901 902 905',
  '36': '40 90 91',
  '39': '144 166 178 199 840 841 847 848 89',
  '40': '90',
  '41': '840 842 844 848 900 901 906',
  '43': '810 820 821 828 900 901 930 931 939',
  '44': '70 84 87 9',
  '45': '90',
  '46': '77 900 939 944',
  '47': '82',
  '48': '70 801 804',
  '49': '118 137 180 190 700 900',
  '52': '900',
  '54': '600 609',
  '55': '300 900',
  '56': '600 700',
  '57': '901',
  '61': '13 19',
  '64': '900',
  '65': '1900',
  '81': '570 990',
  '82': '60',
  '90': '898 900',
  '351': '601 607 608 646 648 707 708 760 761 762 808 809',
  '352': '900 901 905',
  '358': '600 606 700',
  '380': '703 900',
  '420': '84 900 906 909 976',
  '421': '850 900',
  '852': '900',
  '972': '1900 1901',
};

// ITU-T E.164: satellites, networks without a country, shared cost, personal numbers and premium rate of the world.
const worldwide = ['808', '870', '878', '881', '882', '883', '979'];

/** Beginnings in E.164, with plus, of numbers that are known to cost extra. */
export const premiumPrefixes: readonly string[] = [
  ...Object.entries(national).flatMap(([code, areas]) => areas.split(' ').map((area) => `+${code}${area}`)),
  ...worldwide.map((code) => `+${code}`),
];
