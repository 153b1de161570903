/**
 * Settings that the scripts themselves read, in the shape of the apps' own: what they are called, what they do without,
 * what they are for.
 * @typedef {{ name: string, fallback: string, text: string }} Setting
 */

/** @type {readonly Setting[]} */
export const SCRIPT_SETTINGS = [
  {
    name: 'CALLWRIGHT_PORT_OFFSET',
    fallback: '0',
    text: 'Added to every port, so that two copies can run side by side.',
  },
  { name: 'CALLWRIGHT_STUDIO_PORT', fallback: '3000', text: 'TCP port of the studio.' },
  { name: 'CALLWRIGHT_CHROMIUM', fallback: 'looked for', text: 'Path of the Chromium that the browser tests drive.' },
  {
    name: 'CALLWRIGHT_TEST_ALLOW_SKIP',
    fallback: '0',
    text: '1: a missing tool skips the tests that need it. Otherwise it counts as a failure.',
  },
  {
    name: 'CALLWRIGHT_TEST_FULL',
    fallback: '0',
    text: '1: long tests run with their full counts (`npm run test:full` sets it).',
  },
];
