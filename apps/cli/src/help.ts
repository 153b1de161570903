import type { Command, OptionSpec } from './command.js';

const EXIT_CODES = `Exit codes
  0  all is well
  1  something was found: problems, failed tests, calls that diverge
  2  it was called wrongly, or a file cannot be read`;

/** What `callwright --help` says. */
export const overview = (commands: readonly Command[]): string =>
  [
    'Callwright on the command line: checks, tests, plays and converts call flows. It needs no server.',
    '',
    'Usage: npx callwright <command> [options]',
    '',
    'Commands',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    'npx callwright <command> --help says more of one.',
    '',
    EXIT_CODES,
  ].join('\n');

/** What `callwright <command> --help` says. */
export const helpOf = ({ name, operands, description, options }: Command): string =>
  [
    `Usage: npx callwright ${name} ${operands} [options]`,
    '',
    description,
    '',
    'Options',
    ...columns([...Object.entries(options).map(optionLine), ['-h, --help', 'Says this.']]),
    '',
    EXIT_CODES,
  ].join('\n');

const optionLine = ([name, { value, short, help }]: [string, OptionSpec]): readonly [string, string] => [
  `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`,
  help,
];

const columns = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};
