/**
 * Letters -> sounds (ARPABET), for English words no dictionary knows: names of products, streets and people. The first
 * rule of a letter that matches at its place is taken; a rule sees the letters before and after it.
 */
const rules = {
  a: [
    ['augh', 'AO'],
    ['a[uw]', 'AO'],
    ['air', 'EH R'],
    ['a[iy]', 'EY'],
    ['are$', 'EH R'],
    ['arr?(?=[^aeiouy]|$)', 'AA R'],
    ['al(?=k)', 'AO'],
    ['all(?=s?$)', 'AO L'],
    ['a(?=[bcdfgklmnpstvz]e(?:s|d|r|rs)?$)', 'EY'],
    ['a(?=[bcdfgklmnpstvz]ing$)', 'EY'],
    ['a(?=[cst]i(?:on|ou|al))', 'EY'],
    ['age$(?<=[aeiouy].*age)', 'IH JH'],
    ['a(?=ble$|st(?:e|ing)$)', 'EY'],
    ['a$', 'AH'],
    ['a(?=[ln]$)(?<=[aeiouy].*a)', 'AH'],
    ['^a(?=[^aeiou][aeiou]|ccou|ppoi)', 'AH'],
    ['aa|ah', 'AA'],
    ['a', 'AE'],
  ],
  b: [['bb?', 'B']],
  c: [
    ['ch(?=[lr])', 'K'],
    ['ch', 'CH'],
    ['cc(?=[eiy])', 'K S'],
    ['ci(?=a|ou)', 'SH'],
    ['c(?=[eiy])', 'S'],
    ['ck|cc?', 'K'],
  ],
  d: [
    ['dg(?=e)', 'JH'],
    ['dd?', 'D'],
  ],
  e: [
    ['eigh', 'EY'],
    ['ee', 'IY'],
    ['ear(?=[^aeiouy])', 'ER'],
    ['e[ae]r', 'IH R'],
    ['ea(?=d$|l?th|ther)', 'EH'],
    ['ea|ei', 'IY'],
    ['ew|eu', 'UW'],
    ['ey$', 'IY'],
    ['ey', 'EY'],
    ['ere$', 'IH R'],
    ['err?(?=[^aeiouy]|s?$)', 'ER'],
    ['ex(?=[aeiou])', 'IH G Z'],
    ['^ex', 'IH K S'],
    ['ed$(?<=[dt]ed)', 'IH D'],
    ['ed$(?<=(?:[cfkpsx]|[cs]h)ed)(?<=[aeiouy].*ed)', 'T'],
    ['ed$(?<=[aeiouy].*ed)', 'D'],
    ['es$(?<=(?:[csxz]|[cs]h|g)es)', 'IH Z'],
    ['es$(?<=[aeiouy].*[fkpt]es)', 'S'],
    ['es$(?<=[aeiouy].*es)', 'Z'],
    ['e$(?<=[aeiouy].*e)', ''],
    ['e(?=(?:ly|ment|ments|ful|less|ness|s)$)(?<=[aeiouy].*e)', ''],
    ['e$', 'IY'],
    ['e(?=[bcdfgklmnpstvz]e$)', 'IY'],
    ['e(?=[nl](?:t|ts|s|ce)?$)(?<=[aeiouy].*e)', 'AH'],
    ['^[bdpr]?e(?=[^aeiouxy][aeiou])', 'IH'],
    ['e', 'EH'],
  ],
  f: [['ff?', 'F']],
  g: [
    ['^gh', 'G'],
    ['gh', ''],
    ['^gn|gn(?=s?$)', 'N'],
    ['gg', 'G'],
    ['g(?=[eiy])(?<!^g(?=e[ats]|i[fgrv]))', 'JH'],
    ['gu(?=[aei])', 'G'],
    ['g', 'G'],
  ],
  h: [
    ['h(?=[aeiouy])', 'HH'],
    ['h', ''],
  ],
  i: [
    ['igh', 'AY'],
    ['ies?$(?<=^[^aeiou]+ies?)', 'AY'],
    ['ies$', 'IY Z'],
    ['ie', 'IY'],
    ['ire(?=s?$)', 'AY ER'],
    ['irr?(?=[^aeiouy]|$)', 'ER'],
    ['ing(?=s?$)(?<=[aeiouy].*ing)', 'IH NG'],
    ['i(?=(?:nd|ld)s?$)', 'AY'],
    ['i(?=[bcdfgklmnpstvz]e(?:s|d|r|rs)?$)', 'AY'],
    ['i(?=[bcdfgklmnpstvz]ing$)', 'AY'],
    ['^i(?=[aeou])', 'AY'],
    ['i(?=[aou])', 'IY'],
    ['i$', 'IY'],
    ['i', 'IH'],
  ],
  j: [['j', 'JH']],
  k: [
    ['^k(?=n)', ''],
    ['kk?', 'K'],
  ],
  l: [
    ['le(?=s?$)(?<=[^aeioulry]le)', 'AH L'],
    ['ll?', 'L'],
  ],
  m: [
    ['mb(?=s?$)', 'M'],
    ['^mc', 'M AH K'],
    ['mm?', 'M'],
  ],
  n: [
    ['ng(?=s?$)', 'NG'],
    ['n(?=g[aoulr])', 'NG'],
    ['n(?=[kqx])', 'NG'],
    ['nn?', 'N'],
  ],
  o: [
    ['oo(?=[dk])', 'UH'],
    ['oo', 'UW'],
    ['ough$', 'OW'],
    ['ough(?=t)', 'AO'],
    ['oul(?=d)', 'UH'],
    ['ous(?=$|ly)', 'AH S'],
    ['our(?=s?$)', 'AO R'],
    ['ou', 'AW'],
    ['ow(?=s?$)', 'OW'],
    ['ow', 'AW'],
    ['o[iy]', 'OY'],
    ['oa', 'OW'],
    ['oe(?=s?$)', 'OW'],
    ['(?<=[aeiouy].*[^w])or(?=s?$)', 'ER'],
    ['(?<=w)or(?=[dkls])', 'ER'],
    ['orr?', 'AO R'],
    ['o(?=l[dlt])', 'OW'],
    ['o(?=[bcdfgklmnpstvz]e(?:s|d|r|rs)?$)', 'OW'],
    ['o(?=[bcdfgklmnpstvz]ing$)', 'OW'],
    ['o(?=[bcdfglmnpstvz][iu][aou])', 'OW'],
    ['o(?=s?$)', 'OW'],
    ['o(?=n(?:s|t)?$)(?<=[aeiouy].*o)', 'AH'],
    ['^co(?=[mn][^aeiou])', 'AH'],
    ['o', 'AA'],
  ],
  p: [
    ['ph', 'F'],
    ['^p(?=[nst])', ''],
    ['pp?', 'P'],
  ],
  q: [
    ['que(?=s?$)', 'K'],
    ['qu', 'K W'],
    ['q', 'K'],
  ],
  r: [['rh|rr?', 'R']],
  s: [
    ['sch|sc(?=[aou])', 'S K'],
    ['sh', 'SH'],
    ['sc(?=[eiy])', 'S'],
    ['sion(?<=[aeiou]sion)', 'ZH AH N'],
    ['s?sion', 'SH AH N'],
    ['ss', 'S'],
    ['s$(?<=[fkpt]s)', 'S'],
    ['s$(?<=[^aiu]s)(?<=[aeiouy].*s)', 'Z'],
    ['s(?<=[aeiou]s)(?=[aeiou])(?!s[aeiou]*[^e]*y$)', 'Z'],
    ['s', 'S'],
  ],
  t: [
    ['tch', 'CH'],
    ['tion', 'SH AH N'],
    ['tious', 'SH AH S'],
    ['tial', 'SH AH L'],
    ['ture(?=s?$)', 'CH ER'],
    ['^th(?=(?:e|is|at|ose|ese|ere|en|an|ey|em|is|us)$)', 'DH'],
    ['th(?=er)(?<=[aeiou]th)', 'DH'],
    ['th', 'TH'],
    ['tt?', 'T'],
  ],
  u: [
    ['ur(?=[^aeiouy]|$)', 'ER'],
    ['ure$', 'Y ER'],
    ['uy', 'AY'],
    ['ui|ue(?=s?$)', 'UW'],
    ['u(?=[bcdfgklmnpstvz](?:[aeiou]|$))(?<=[bcfghkmpv]u)(?=.[aeiou])', 'Y UW'],
    ['u(?=[bcdfgklmnpstvz][aeiou])', 'UW'],
    ['^u(?=n[aeiou])', 'Y UW'],
    ['u$', 'UW'],
    ['u', 'AH'],
  ],
  v: [['v+', 'V']],
  w: [
    ['w(?=r)', ''],
    ['wh(?=o)', 'HH'],
    ['wh?', 'W'],
  ],
  x: [
    ['^x', 'Z'],
    ['x', 'K S'],
  ],
  y: [
    ['^y(?=[aeiou])', 'Y'],
    ['y(?=s?$)(?<=^[^aeiou]+y)', 'AY'],
    ['y(?=[bcdfgklmnpstvz]e$)', 'AY'],
    ['y$', 'IY'],
    ['(?<=[aeiou])y(?=[aeiou])', 'Y'],
    ['y', 'IH'],
  ],
  z: [['zz?', 'Z']],
};
const letterNames = {
  a: 'EY',
  b: 'B IY',
  c: 'S IY',
  d: 'D IY',
  e: 'IY',
  f: 'EH F',
  g: 'JH IY',
  h: 'EY CH',
  i: 'AY',
  j: 'JH EY',
  k: 'K EY',
  l: 'EH L',
  m: 'EH M',
  n: 'EH N',
  o: 'OW',
  p: 'P IY',
  q: 'K Y UW',
  r: 'AA R',
  s: 'EH S',
  t: 'T IY',
  u: 'Y UW',
  v: 'V IY',
  w: 'D AH B AH L Y UW',
  x: 'EH K S',
  y: 'W AY',
  z: 'Z IY',
};
const compiled = new Map(
  Object.entries(rules).map(([letter, list]) => [
    letter,
    list.map(([pattern, sounds]) => ({ pattern: new RegExp(pattern, 'y'), sounds })),
  ]),
);
/**
 * How an English word is probably said, in ARPABET with spaces between the sounds: `callwright` -> `K AO L R AY T`.
 * A word without vowels is spelled letter by letter.
 * @param word lower-case letters and apostrophes; anything else is passed over
 * @returns an empty text when there is no letter in it
 */
export function letterToSound(word) {
  const letters = word.replace(/[^a-z]/g, '');
  const sounds = /[aeiouy]/.test(letters) ? sayWord(letters) : [...letters].map((letter) => letterNames[letter] ?? '');
  return sounds.filter((sound) => sound !== '').join(' ');
}
function sayWord(letters) {
  const sounds = [];
  for (let at = 0; at < letters.length; ) {
    const match = matchAt(letters, at);
    sounds.push(match.sounds);
    at += match.letterCount;
  }
  return sounds;
}
/** Every letter has a rule without conditions, so one matches. */
function matchAt(letters, at) {
  for (const { pattern, sounds } of compiled.get(letters[at] ?? '') ?? []) {
    pattern.lastIndex = at;
    const match = pattern.exec(letters);
    if (match) return { sounds, letterCount: match[0].length };
  }
  return { sounds: '', letterCount: 1 };
}
//# sourceMappingURL=letter-to-sound.js.map
