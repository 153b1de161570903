/** Where the program lies that speaks with eSpeak NG. It is started as a process of its own, with an IPC channel. */
export const ESPEAK_PROGRAM = new URL('./espeak-program.js', import.meta.url);
