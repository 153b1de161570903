import type { ErrorCode } from '@callwright/protocol';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What the gauges read when somebody asks. */
export type MetricSources = {
  readonly liveCalls: () => number;
  readonly journalBacklog: () => number;
  readonly journalDropped: () => number;
  readonly soundProcesses: () => number;
  readonly lateTicks: () => number;
  /** Of speech that was synthesised: how often it was at hand, since the start of the sound processes. */
  readonly speechHits: () => number;
  readonly speechMisses: () => number;
  readonly speechCacheBytes: () => number;
};

/** Numbers of one name. */
export type LabelledCounts = {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly read: () => Readonly<Record<string, number>>;
};

/** The numbers of this process, in Prometheus's text form. */
export type Metrics = {
  readonly callEnded: (hasFailed: boolean) => void;
  /** Something from outside was refused, with this code. */
  readonly refused: (code: ErrorCode) => void;
  /** Adds gauges of one name, read when somebody asks; `label` tells them apart by the keys of what is read. */
  readonly addGauge: (gauge: LabelledCounts) => void;
  /** The same of counts that only grow from the start on. */
  readonly addCounter: (counter: LabelledCounts) => void;
  readonly render: () => Promise<{ readonly contentType: string; readonly text: string }>;
};

/** Makes the counts; none carries a number, name or id of a caller. */
export const createMetrics = (sources: MetricSources): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('callwright_calls_live', 'Calls under way', sources.liveCalls);
  gauge('callwright_journal_backlog', 'Journal batches the api has not acknowledged', sources.journalBacklog);
  gauge('callwright_journal_dropped', 'Journal batches lost since the start', sources.journalDropped);
  gauge('callwright_sound_processes', 'Sound processes that are ready', sources.soundProcesses);
  gauge('callwright_late_ticks', 'Ticks of 20 ms that began more than 5 ms late', sources.lateTicks);
  gauge('callwright_speech_cache_hits', 'Texts whose sound was at hand', sources.speechHits);
  gauge('callwright_speech_cache_misses', 'Texts that were synthesised', sources.speechMisses);
  gauge('callwright_speech_cache_bytes', 'Speech kept on disk', sources.speechCacheBytes);
  const ended = new Counter({
    name: 'callwright_calls_ended_total',
    help: 'Calls that ended',
    labelNames: ['failed'],
    registers,
  });
  const refused = new Counter({
    name: 'callwright_refused_total',
    help: 'Calls and commands that were refused at the edge',
    labelNames: ['code'],
    registers,
  });
  return {
    refused: (code) => refused.inc({ code }),
    callEnded: (hasFailed) => ended.inc({ failed: String(hasFailed) }),
    addGauge: ({ name, help, label, read }) => {
      new Gauge({
        ...{ name, help, registers, labelNames: [label] },
        collect() {
          this.reset();
          for (const [key, count] of Object.entries(read())) this.set({ [label]: key }, count);
        },
      });
    },
    addCounter: ({ name, help, label, read }) => {
      new Counter({
        ...{ name, help, registers, labelNames: [label] },
        collect() {
          this.reset();
          for (const [key, count] of Object.entries(read())) this.inc({ [label]: key }, count);
        },
      });
    },
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
};
