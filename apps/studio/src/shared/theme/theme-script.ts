/** Where this browser keeps the choice. */
export const THEME_KEY = 'callwright-theme';

/** Runs before the first paint, so that a dark page does not flash. */
export const themeScript = `(()=>{let t;try{t=localStorage.getItem('${THEME_KEY}')}catch{}const d=t==='dark'||(t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches);document.documentElement.dataset.theme=d?'dark':'light'})()`;
