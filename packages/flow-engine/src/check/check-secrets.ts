import type { FlowProblem } from '@callwright/protocol';
import type { Written } from '../outcome.js';
import { isSecretReference } from '../secret-reference.js';
import { isConstant, soleVariable } from '../template-shape.js';
import { pathOf } from './asked.js';
import type { ProofFlow } from './proof-flow.js';

/** Secret variables that are written with what is no secret: everybody who reads the flow or its calls would see it. */
export const checkSecrets = ({ steps, variables }: ProofFlow): readonly FlowProblem[] => {
  const isSecret = (name: string) => variables.get(name)?.type === 'secret';
  return [...steps.values()].flatMap(({ node, outcomes }) => {
    const writes = outcomes.flatMap(({ sets }) => Object.entries(sets));
    const open = writes.filter(([name, written]) => isSecret(name) && !mayBeSecret(written, isSecret));
    return [...new Set(open.map(([name]) => name))].map(
      (name): FlowProblem => ({
        severity: 'error',
        code: 'secretWritten',
        message: `"${name}" is secret: only secret digits or a secret answer can be kept in it.`,
        nodeId: node.id,
      }),
    );
  });
};

const mayBeSecret = (written: Written, isSecret: (name: string) => boolean): boolean => {
  switch (written.is) {
    case 'any':
      return written.of === undefined || written.of === 'secret';
    case 'value':
      return written.value === null || written.value === '' || isSecretReference(written.value);
    case 'template': {
      const shown = soleVariable(written.template);
      if (shown !== null) return isSecret(String(pathOf(shown)[0]));
      return isConstant(written.template) && written.template === '';
    }
    case 'expression': {
      const path = pathOf(written.expression);
      return path.length === 1 && isSecret(String(path[0]));
    }
  }
};
