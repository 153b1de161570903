import { choicesOf, type Question } from './questions.js';

/**
 * What the weights of grammars are chosen by (`--set=tuning`): other words, and other things nobody asked for, than those
 * whose figures are stated.
 */
const things = [
  ...['flight status', 'lost luggage', 'seat upgrade', 'gift card', 'password', 'new contract', 'moving house'],
  ...['credit card', 'insurance', 'mortgage', 'savings', 'loan', 'electricity', 'water', 'gas', 'broken meter'],
  ...['power cut', 'doctor', 'nurse', 'prescription', 'test results', 'pharmacy', 'maternity', 'surgery'],
  ...['radiology', 'dentist', 'translation', 'legal advice', 'press office', 'careers'],
];
const names = [
  ...['anderson', 'baker', 'campbell', 'davidson', 'edwards', 'fleming', 'gallagher', 'henderson', 'ingram'],
  ...['jackson', 'kennedy', 'lawrence', 'mitchell', 'nicholson', 'patterson', 'quinn', 'robinson', 'sullivan'],
  ...['thompson', 'underwood', 'vaughn', 'williams', 'young', 'zimmerman'],
];
const countries = [
  ...['argentina', 'australia', 'austria', 'belgium', 'brazil', 'bulgaria', 'canada', 'chile', 'china', 'colombia'],
  ...['croatia', 'denmark', 'ecuador', 'egypt', 'finland', 'france', 'germany', 'greece', 'hungary', 'iceland'],
  ...['india', 'indonesia', 'ireland', 'israel', 'italy', 'japan', 'kenya', 'latvia', 'malaysia', 'mexico'],
  ...['morocco', 'norway', 'panama', 'peru', 'poland', 'portugal'],
];
const all = [...things, ...names, ...countries].slice(0, 100);
const spread = (count: number) =>
  all.filter((_, index) => index % Math.floor(all.length / count) === 0).slice(0, count);
const menuOf = (words: readonly string[], step: number): Question => ({
  name: `${words.length} words`,
  choices: choicesOf(words),
  said: words.filter((_, index) => index % step === 0),
});

export const tuningQuestions: readonly Question[] = [
  menuOf(spread(7), 1),
  menuOf(spread(20), 1),
  menuOf(spread(50), 2),
  menuOf(all, 4),
];

export const tuningUnrelated: readonly string[] = [
  ...['banana', 'telephone', 'i do not know', 'the second one', 'chocolate cake', 'please wait', 'mountain'],
  ...['could you repeat that', 'bicycle', 'my husband', 'thank you', 'football', 'window', 'a long story'],
  ...['who are you', 'excuse me', 'purple', 'tomorrow evening', 'nothing', 'somebody is at the door', 'newspaper'],
  ...['computer', 'is anybody there', 'sunshine'],
];
