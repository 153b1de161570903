/** Whether a drachtio-server stands below, instead of the SIP server inside the media process. */
export const isDrachtioServer = (process.env.DRACHTIO_URL ?? '') !== '';
