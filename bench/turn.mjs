import { startStack } from '../tools/stack.mjs';
import { endProcess, loadModule } from './shared/load-module.mjs';

const { runTurnBenchmark } = await loadModule('turn/turn.ts');
await runTurnBenchmark(process.argv.slice(2), startStack);
endProcess();
