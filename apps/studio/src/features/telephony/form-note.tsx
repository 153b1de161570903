'use client';

import { useTranslations } from 'next-intl';
import type { FormProblem } from './form-problem';

/** Why a form was not saved, at its foot. `conflict` are the words for what is there already. */
export const FormNote = ({
  problem,
  conflict,
}: {
  readonly problem: FormProblem | null;
  readonly conflict?: string;
}) => {
  const t = useTranslations('telephony.form');
  if (!problem) return null;
  return (
    <p role="alert" className="text-danger">
      {problem.kind === 'conflict' && conflict ? conflict : t(problem.kind)}
    </p>
  );
};
