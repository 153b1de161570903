'use client';

import { useEffect, useState } from 'react';
import { type FormProblem, formProblemOf } from './form-problem';

/**
 * What is wrong with a form, and the cursor in the first field that is.
 * @param formId id of the `<form>`
 */
export const useFormProblem = (formId: string) => {
  const [problem, setProblem] = useState<FormProblem | null>(null);
  useEffect(() => {
    if (problem?.kind !== 'fields') return;
    const wrong = document.getElementById(formId)?.querySelector<HTMLElement>('[aria-invalid="true"]');
    wrong?.closest('details')?.setAttribute('open', '');
    wrong?.focus();
  }, [problem, formId]);
  return {
    problem,
    refuse: (error: unknown) => setProblem(formProblemOf(error)),
    forget: () => setProblem(null),
  };
};
