import { startStack } from '../tools/stack.mjs';
import { buildPrograms } from './shared/build-programs.mjs';
import { endProcess, loadModule } from './shared/load-module.mjs';

const outDir = new URL('./dist/sip', import.meta.url).pathname;
await buildPrograms({ root: outDir, outDir, inputs: [new URL('./sip/rtp-sink.ts', import.meta.url).pathname] });
const { runSipBenchmark } = await loadModule('sip/sip.ts');
await runSipBenchmark(process.argv.slice(2), startStack, `${outDir}/rtp-sink.js`);
endProcess();
