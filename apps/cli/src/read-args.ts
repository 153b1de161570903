import { parseArgs } from 'node:util';
import type { Command, OptionSpec } from './command.js';
import { UsageError } from './io.js';

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** The options a command was given. */
export class Flags {
  readonly #values: Values;

  constructor(values: Values) {
    this.#values = values;
  }

  isOn(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | null {
    const value = this.#values[name];
    return typeof value === 'string' ? value : null;
  }

  /** All that were given of an option that may be repeated. */
  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  }

  /** @throws UsageError for anything but a whole number between the limits */
  whole(name: string, [lowest, highest]: readonly [number, number]): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= lowest && number <= highest) return number;
    throw new UsageError(`--${name} takes a whole number from ${lowest} to ${highest}, not "${text}".`);
  }
}

/** @throws UsageError when an option is unknown or lacks its value, or there are too few or too many operands */
export const readArgs = (
  command: Command,
  args: readonly string[],
): { readonly operands: readonly string[]; readonly flags: Flags } => {
  const { values, positionals } = parse(command.options, args);
  const { atLeast, atMost = Number.POSITIVE_INFINITY } = command.operandCount;
  if (values.help === true) return { operands: [], flags: new Flags(values) };
  if (positionals.length < atLeast) throw new UsageError(`It needs ${command.operands}.`);
  if (positionals.length > atMost) throw new UsageError(`It takes only ${command.operands}.`);
  return { operands: positionals, flags: new Flags(values) };
};

const parse = (
  options: Command['options'],
  args: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } => {
  try {
    return parseArgs({
      args: [...args],
      options: { ...Object.fromEntries(Object.entries(options).map(toParsed)), help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
};

const toParsed = ([name, { value, short, isMany = false }]: [string, OptionSpec]) => [
  name,
  { type: value === undefined ? 'boolean' : 'string', multiple: isMany, ...(short === undefined ? {} : { short }) },
];
