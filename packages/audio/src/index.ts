export { AudioError, type AudioErrorCode } from './audio-error.js';
export {
  applyGain,
  BLOCK_MS,
  blockSampleCount,
  floatToInt16,
  int16ToFloat,
  isSilent,
  mixInto,
  msToSamples,
  samplesToMs,
  saturate,
} from './block.js';
export { ComfortNoise } from './comfort-noise.js';
export { DtmfDetector } from './dtmf-detector.js';
export { dtmfTones, type ToneTiming } from './dtmf-tones.js';
export { estimateMos, type Listening } from './e-model.js';
export { decodeG711, encodeG711, type G711Law } from './g711.js';
export { createG722Bands } from './g722/bands.js';
export { G722Decoder } from './g722/g722-decoder.js';
export { G722Encoder } from './g722/g722-encoder.js';
export { JitterBuffer, type JitterFrame, type JitterStats } from './jitter-buffer.js';
export { joinSamples } from './join-samples.js';
export { decodeL16, encodeL16 } from './l16.js';
export { PeakCollector, type Peaks } from './peaks.js';
export { Resampler, resample } from './resample.js';
export { type NtpTime, ntpTimeOf, shortNtpTime } from './rtcp/ntp-time.js';
export { type Reception, ReceptionCounter } from './rtcp/reception.js';
export { parseRtcp, type ReceptionReport, type RtcpPacket, type WrittenRtcp } from './rtcp/rtcp-packet.js';
export { writeRtcp } from './rtcp/write-rtcp.js';
export {
  parseRtpPacket,
  RTP_HEADER_BYTES,
  type RtpExtension,
  type RtpHeader,
  type RtpPacket,
  writeRtpPacket,
} from './rtp-packet.js';
export { sequenceAfter, sequenceDistance, timestampAfter, timestampDistance } from './sequence.js';
export { findSound, levelDb, type Match, rmsOf, sine, snrDb, sweep } from './signal.js';
export { claimsTooManySamples, type SoundFormat, soundFormatOf } from './sound-format.js';
export {
  formatTelephoneEvent,
  type KeyChange,
  KeyTracker,
  type TelephoneEvent,
} from './telephone-event.js';
export { TimeStretcher } from './time-stretcher.js';
export {
  formatWavHeader,
  parseWavHeader,
  repairedWavHeader,
  WAV_HEADER_BYTES,
  type WavEncoding,
  type WavHeader,
} from './wav-header.js';
export { decodeWavSamples, readWav, splitChannels, toMono, type WavSound, writeWav } from './wav-samples.js';
export { WaveformConcealer } from './waveform-concealer.js';
