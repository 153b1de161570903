import { runProgram } from './media/run-program.mjs';

process.exitCode = await runProgram('soak', process.argv.slice(2));
