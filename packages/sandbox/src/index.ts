export { type CodeError, type CodeErrorKind, type CodeOutcome, codeLimits } from './code-outcome.js';
export { type CodeRun, codeProblem, createSandbox, type Sandbox } from './sandbox.js';
