import type { FlowProblem } from '@callwright/protocol';
import { CircleAlert, CircleQuestionMark, type LucideIcon, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '../../../shared/ui/icon';

/** How bad a problem is. */
export type Severity = FlowProblem['severity'];

/** The worst first. */
export const SEVERITIES = ['error', 'warning', 'undecided'] as const satisfies readonly Severity[];

const looks: Readonly<Record<Severity, { readonly icon: LucideIcon; readonly tone: string }>> = {
  error: { icon: CircleAlert, tone: 'text-danger' },
  warning: { icon: TriangleAlert, tone: 'text-warning' },
  undecided: { icon: CircleQuestionMark, tone: 'text-ink-2' },
};

/** The sign of a severity: a shape of its own, its colour, and its word for those who do not see it. */
export const SeveritySign = ({
  severity,
  label,
  size = 16,
}: {
  readonly severity: Severity;
  /** What is read aloud instead of the bare word. */
  readonly label?: string;
  readonly size?: number;
}) => {
  const t = useTranslations('editor.problems');
  const { icon, tone } = looks[severity];
  return (
    <span className={`inline-flex shrink-0 items-center ${tone}`}>
      <Icon icon={icon} size={size} />
      <span className="sr-only">{label ?? t(severity)}</span>
    </span>
  );
};

/** The worst of some problems; undefined where there are none. */
export const worstOf = (problems: readonly Pick<FlowProblem, 'severity'>[]): Severity | undefined =>
  SEVERITIES.find((one) => problems.some(({ severity }) => severity === one));

/** Problems in the order they should be looked at: what stops a publish first. */
export const inOrder = (problems: readonly FlowProblem[]): readonly FlowProblem[] =>
  SEVERITIES.flatMap((one) => problems.filter(({ severity }) => severity === one));
