import { createContext, useContext } from 'react';

/** How near the canvas is looked at: every word, first words, or names alone. */
export type ZoomBand = 'near' | 'middle' | 'far';

/** The band of a zoom factor; 1 is actual size. */
export const zoomBand = (zoom: number): ZoomBand => {
  if (zoom > 0.85) return 'near';
  return zoom >= 0.5 ? 'middle' : 'far';
};

/** Font size of far cards in canvas pixels, so that a letter is at least 11 px high on the screen. */
export const farTextPx = (zoom: number): number => Math.min(44, Math.max(13, 11 / zoom));

/** How much larger middle cards are drawn, so that their words can be read as long as their neighbours leave room. */
export const middleScale = (zoom: number): number => Math.min(1.35, Math.max(1, 11 / 13 / zoom));

const ZoomBandContext = createContext<ZoomBand>('near');

/** Tells the cards inside how near they are looked at. */
export const ZoomBandProvider = ZoomBandContext.Provider;

/** How near the canvas is looked at. */
export const useZoomBand = (): ZoomBand => useContext(ZoomBandContext);
