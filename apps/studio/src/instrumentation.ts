/** Called by Next once, before the server takes requests. */
export const register = async (): Promise<void> => {
  // biome-ignore lint/style/noProcessEnv: Next puts it in at build time and leaves out what the other runtime cannot load.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { nameCallers } = await import('./platform/name-callers');
  nameCallers();
};
