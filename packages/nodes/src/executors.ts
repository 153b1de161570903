export { executors as nodeTypes } from './executors.generated.js';
