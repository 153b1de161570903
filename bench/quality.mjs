import { endProcess, loadModule } from './shared/load-module.mjs';

const { runQuality } = await loadModule('quality/main.ts');
await runQuality(process.argv.slice(2));
endProcess();
