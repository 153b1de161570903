/** Something to show beside a line of a pull request; line and column count from 1. */
export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
};

/**
 * An annotation as GitHub Actions read it from the output of a job.
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const formatAnnotation = ({ level, path, line, column, title, message }: Annotation): string => {
  const properties = { file: path, line: String(line), col: String(column), title };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${inProperty(value)}`);
  return `::${level} ${written.join(',')}::${inMessage(message)}`;
};

const inMessage = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const inProperty = (text: string): string => inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
