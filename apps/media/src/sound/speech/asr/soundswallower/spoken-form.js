const units = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const frenchUnits = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix'];
const signs = {
  en: { '&': 'and', '+': 'plus', '%': 'percent', '@': 'at', '#': 'pound', '*': 'star', '€': 'euros', '£': 'pounds' },
  fr: { '&': 'et', '+': 'plus', '%': 'pour cent', '@': 'arobase', '#': 'dièse', '*': 'étoile', '€': 'euros' },
};
/**
 * The words of a phrase as a caller says them: lower case, numbers and signs in words, no punctuation but apostrophes.
 * `Press 2 & hold!` -> `press`, `two`, `and`, `hold`.
 * @param language primary subtag: `en` or `fr`
 * @returns none when nothing of the phrase can be said
 */
export function spokenWords(phrase, language) {
  return phrase
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[&+%@#*€£]/g, (sign) => ` ${signs[language]?.[sign] ?? ''} `)
    .replace(/\d+/g, (digits) => ` ${spokenNumber(digits, language)} `)
    .replace(/[^\p{Letter}' ]+/gu, ' ')
    .split(' ')
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter((word) => word !== '');
}
/** Up to three digits are a number; more are an account, a year, a telephone: digit by digit. */
function spokenNumber(digits, language) {
  const value = Number(digits);
  if (language === 'fr') return frenchUnits[value] ?? spellDigits(digits, frenchUnits);
  return digits.length > 3 || digits.startsWith('0') ? spellDigits(digits, units) : englishNumber(value);
}
const spellDigits = (digits, names) => [...digits].map((digit) => names[Number(digit)] ?? '').join(' ');
function englishNumber(value) {
  const unit = units[value];
  if (unit !== undefined) return unit;
  if (value < 100) return [tens[Math.floor(value / 10)], value % 10 > 0 ? units[value % 10] : ''].join(' ').trim();
  const rest = value % 100;
  return `${units[Math.floor(value / 100)]} hundred${rest > 0 ? ` ${englishNumber(rest)}` : ''}`;
}
//# sourceMappingURL=spoken-form.js.map
