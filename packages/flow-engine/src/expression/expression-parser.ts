import { type ComparisonSign, type Expression, type FunctionName, functionArity } from './expression.js';
import { type Path, reservedWords } from './path.js';
import { ExpressionError, type Token } from './tokens.js';

/** Brackets, signs and calls inside one another; what is beyond is refused, so that no text fills the stack. */
const MAX_DEPTH = 100;
/** Signs of the same strength in a row, as in `1 + 2 + 3`. */
const MAX_CHAIN = 500;

const signs: ReadonlySet<string> = new Set<ComparisonSign>(['==', '!=', '<', '<=', '>', '>=']);
const otherLanguages: Readonly<Record<string, string>> = { '=': '==', '&&': 'and', '||': 'or', '!': 'not' };

/** Reads one expression from its pieces, by recursive descent: a method for each strength of signs. Used once. */
export class ExpressionParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  /** @param tokens the last one is `end` */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** @throws ExpressionError naming what was expected where */
  parse(): Expression {
    const expression = this.#any();
    const { kind, text, at } = this.#peek();
    if (kind === 'end') return expression;
    this.#refuseForeign();
    throw new ExpressionError(`Expected 'and', 'or' or the end before '${text}'`, at);
  }

  #any(): Expression {
    return this.#joined('or', 'any', () => this.#joined('and', 'all', () => this.#not()));
  }

  #joined(word: string, kind: 'all' | 'any', part: () => Expression): Expression {
    const first = part();
    const parts = [first];
    while (this.#takeWord(word)) {
      parts.push(part());
      this.#refuseLongChain(parts.length);
    }
    return parts.length === 1 ? first : { kind, of: parts };
  }

  #not(): Expression {
    if (!this.#takeWord('not')) return this.#comparison();
    return this.#deeper(() => ({ kind: 'not', of: this.#not() }));
  }

  #comparison(): Expression {
    const left = this.#sum();
    const isDenied = this.#isWord('not') && this.#takeWord('not');
    const sign = this.#takeComparison();
    if (!sign) {
      if (isDenied) throw this.#expected("'in', 'contains', 'starts with' or 'ends with'");
      return left;
    }
    if (isDenied && signs.has(sign)) throw this.#expected("'in', 'contains', 'starts with' or 'ends with'", -1);
    const comparison: Expression = { kind: 'compare', sign, left, right: this.#sum() };
    return isDenied ? { kind: 'not', of: comparison } : comparison;
  }

  #takeComparison(): ComparisonSign | null {
    this.#refuseForeign();
    const sign = this.#takeSign('==', '!=', '<=', '>=', '<', '>');
    if (sign) return sign;
    if (this.#takeWord('in')) return 'in';
    if (this.#takeWord('contains')) return 'contains';
    if (this.#takeWord('starts')) return this.#takeWith('startsWith');
    return this.#takeWord('ends') ? this.#takeWith('endsWith') : null;
  }

  #takeWith(sign: ComparisonSign): ComparisonSign {
    if (this.#takeWord('with')) return sign;
    throw this.#expected("'with'");
  }

  #sum(): Expression {
    let left = this.#product();
    for (let count = 2; ; count += 1) {
      const sign = this.#takeSign('+', '-');
      if (!sign) return left;
      this.#refuseLongChain(count);
      left = { kind: 'arithmetic', sign, left, right: this.#product() };
    }
  }

  #product(): Expression {
    let left = this.#unary();
    for (let count = 2; ; count += 1) {
      const sign = this.#takeSign('*', '/', '%');
      if (!sign) return left;
      this.#refuseLongChain(count);
      left = { kind: 'arithmetic', sign, left, right: this.#unary() };
    }
  }

  #unary(): Expression {
    if (!this.#takeSign('-')) return this.#value();
    return this.#deeper((): Expression => {
      const of = this.#unary();
      return of.kind === 'value' && typeof of.value === 'number'
        ? { kind: 'value', value: -of.value }
        : { kind: 'negative', of };
    });
  }

  #value(): Expression {
    const token = this.#peek();
    if (token.kind === 'number') return this.#taken({ kind: 'value', value: token.value });
    if (token.kind === 'text') return this.#taken({ kind: 'value', value: token.text });
    if (token.kind === 'quotedName' || token.kind === 'name') return this.#named(token);
    if (this.#takeSign('(')) {
      const inner = this.#deeper(() => this.#any());
      this.#close(')', token);
      return inner;
    }
    if (this.#takeSign('[')) return { kind: 'list', items: this.#items(']', token) };
    throw this.#expected('a value');
  }

  #named(token: Token): Expression {
    const word = token.text.toLowerCase();
    if (token.kind === 'name') {
      if (word === 'true' || word === 'false') return this.#taken({ kind: 'value', value: word === 'true' });
      if (word === 'null') return this.#taken({ kind: 'value', value: null });
      if (reservedWords.has(word)) throw this.#expected('a value');
    }
    this.#next += 1;
    if (token.kind === 'name' && this.#peek().text === '(' && this.#peek().kind === 'sign') return this.#call(token);
    return { kind: 'path', path: this.#path(token.text) };
  }

  #path(root: string): Path {
    const path: (string | number)[] = [root];
    for (;;) {
      if (this.#takeSign('.')) path.push(this.#field());
      else if (this.#isSign('[')) path.push(this.#place());
      else return path;
      this.#refuseLongChain(path.length);
    }
  }

  #field(): string {
    const { kind, text } = this.#peek();
    if (kind === 'name' || kind === 'quotedName') return this.#taken(text);
    throw this.#expected('a name');
  }

  #place(): string | number {
    const opening = this.#peek();
    this.#next += 1;
    const token = this.#peek();
    const isPlace = token.kind === 'number' && Number.isInteger(token.value) && token.value < 1_000_000;
    if (!isPlace && token.kind !== 'text')
      throw this.#expected('a place in the list, counted from 0, or a quoted name');
    this.#next += 1;
    this.#close(']', opening);
    return token.kind === 'number' ? token.value : token.text;
  }

  #call(token: Token): Expression {
    const name = Object.keys(functionArity).find(
      (known): known is FunctionName => known.toLowerCase() === token.text.toLowerCase(),
    );
    if (!name) throw new ExpressionError(`There is no function '${token.text}'`, token.at);
    const opening = this.#peek();
    this.#next += 1;
    const args = this.#items(')', opening);
    const [atLeast, atMost] = functionArity[name];
    if (args.length >= atLeast && args.length <= atMost) return { kind: 'call', name, args };
    const range = atLeast === atMost ? String(atLeast) : `${atLeast} to ${atMost}`;
    throw new ExpressionError(`'${name}' takes ${range} ${range === '1' ? 'value' : 'values'}`, token.at);
  }

  #items(closing: string, opening: Token): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.#isSign(closing)) {
      if (items.length > 0 && !this.#takeSign(',')) break;
      items.push(this.#deeper(() => this.#any()));
      this.#refuseLongChain(items.length);
    }
    this.#close(closing, opening);
    return items;
  }

  #close(closing: string, opening: Token): void {
    if (this.#takeSign(closing)) return;
    this.#refuseForeign();
    throw this.#expected(`'${closing}' for the '${opening.text}' of column ${opening.at + 1}`);
  }

  #deeper<Read>(read: () => Read): Read {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new ExpressionError('Too many brackets in one another', this.#peek().at);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #refuseLongChain(length: number): void {
    if (length > MAX_CHAIN) throw new ExpressionError(`More than ${MAX_CHAIN} parts in a row`, this.#peek().at);
  }

  #refuseForeign(): void {
    const { kind, text, at } = this.#peek();
    const ours = kind === 'sign' ? otherLanguages[text] : undefined;
    if (ours) throw new ExpressionError(`Write '${ours}' in place of '${text}'`, at);
  }

  #expected(what: string, back = 0): ExpressionError {
    const before = this.#tokens[this.#next - 1 + back];
    return new ExpressionError(`Expected ${what}${before ? ` after '${before.text}'` : ''}`, this.#peek(back).at);
  }

  #peek(offset = 0): Token {
    return this.#tokens[this.#next + offset] ?? { kind: 'end', text: '', at: 0 };
  }

  #taken<Result>(result: Result): Result {
    this.#next += 1;
    return result;
  }

  #isWord(word: string): boolean {
    const { kind, text } = this.#peek();
    return kind === 'name' && text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    return this.#isWord(word) && this.#taken(true);
  }

  #isSign(sign: string): boolean {
    const { kind, text } = this.#peek();
    return kind === 'sign' && text === sign;
  }

  #takeSign<Sign extends string>(...wanted: readonly Sign[]): Sign | null {
    const found = wanted.find((sign) => this.#isSign(sign));
    return found === undefined ? null : this.#taken(found);
  }
}
