/** Where to go after signing in: a path of ours, never another site's. */
export const safeReturnPath = (wanted: string | null): string =>
  wanted?.startsWith('/') && !/^\/[/\\]/.test(wanted) ? wanted : '/';
