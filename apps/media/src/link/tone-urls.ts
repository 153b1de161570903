/** Sounds of our own that rooms play as music: that it rings at the far end, and that somebody is still there. */
export const RINGBACK = 'tone:ringback';
export const WAITING = 'tone:waiting';
