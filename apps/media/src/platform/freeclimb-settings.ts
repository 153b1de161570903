import { z } from 'zod';

/** How a port is read; given by the schema it stands in. */
type PortOf = (standard: number) => z.ZodType<number, unknown>;

/** Settings of the FreeClimb protocol, by their names in the environment. */
export const freeclimbShape = (port: PortOf) => ({
  CALLWRIGHT_FREECLIMB_HOST: z
    .string()
    .optional()
    .describe('Address FreeClimb platforms open their gRPC streams to; default is CALLWRIGHT_HOST'),
  CALLWRIGHT_FREECLIMB_PORT: port(50_051).describe('TCP port of FreeClimb streams (gRPC); 0 takes any'),
  CALLWRIGHT_FREECLIMB_CERTIFICATE_FILE: z
    .string()
    .optional()
    .describe('Certificate of that port, PEM with its chain; without it there is no TLS'),
  CALLWRIGHT_FREECLIMB_KEY_FILE: z.string().optional().describe('Its private key, PEM'),
  CALLWRIGHT_FREECLIMB_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where FreeClimb platforms elsewhere reach that port; default is host and port as they are'),
  CALLWRIGHT_FREECLIMB_CONTENT_TYPE: z
    .enum(['audio/mulaw;rate=8000', 'audio/l16;rate=8000', 'audio/l16;rate=16000'])
    .default('audio/mulaw;rate=8000')
    .describe('How sound is to be written that FreeClimb platforms stream to us'),
  CALLWRIGHT_FREECLIMB_L16_ORDER: z
    .enum(['little', 'big', 'auto'])
    .default('little')
    .describe('Which byte of a sample of l16 comes first at both ends; auto listens to what comes'),
});

type Given = z.infer<z.ZodObject<ReturnType<typeof freeclimbShape>>>;

/** The settings as the code uses them. */
export type FreeclimbSettings = {
  readonly host: string;
  readonly port: number;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  readonly publicUrl: string | null;
  readonly contentType: Given['CALLWRIGHT_FREECLIMB_CONTENT_TYPE'];
  readonly l16Order: Given['CALLWRIGHT_FREECLIMB_L16_ORDER'];
};

/** @param host where it listens when nothing else is said @param shifted a port with the offset of all ports */
export const freeclimbSettingsOf = (
  given: Given,
  host: string,
  shifted: (base: number) => number,
): FreeclimbSettings => ({
  host: given.CALLWRIGHT_FREECLIMB_HOST || host,
  port: shifted(given.CALLWRIGHT_FREECLIMB_PORT),
  certificateFile: given.CALLWRIGHT_FREECLIMB_CERTIFICATE_FILE ?? null,
  keyFile: given.CALLWRIGHT_FREECLIMB_KEY_FILE ?? null,
  publicUrl: given.CALLWRIGHT_FREECLIMB_PUBLIC_URL ?? null,
  contentType: given.CALLWRIGHT_FREECLIMB_CONTENT_TYPE,
  l16Order: given.CALLWRIGHT_FREECLIMB_L16_ORDER,
});
