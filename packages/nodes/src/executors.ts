export { nodeTypes } from './executors.generated.js';
