export { createJambonzApp, type JambonzAppOptions } from './app/index.js';
