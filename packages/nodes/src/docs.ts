export { nodeDocs } from './docs.generated.js';
