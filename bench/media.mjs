import { runProgram } from './media/run-program.mjs';

process.exitCode = await runProgram('main', process.argv.slice(2));
