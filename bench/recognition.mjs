import { endProcess, loadModule } from './shared/load-module.mjs';

const { runRecognitionBenchmark } = await loadModule('recognition/recognition.ts');
await runRecognitionBenchmark(process.argv.slice(2));
endProcess();
