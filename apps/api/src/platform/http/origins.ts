import { AppError } from '@callwright/protocol';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config.js';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Which web pages may speak for a person who is signed in: the studio's and our own. */
@Injectable()
export class Origins {
  readonly allowed: ReadonlySet<string>;

  constructor(config: AppConfig) {
    const hosts = new Set([...LOOPBACK_NAMES, ...(isWildcard(config.host) ? [] : [config.host])]);
    const local = [...hosts].flatMap((host) =>
      [config.studioPort, config.port].map((port) => new URL(`http://${host}:${port}`).origin),
    );
    this.allowed = new Set(config.publicUrl ? [...local, new URL(config.publicUrl).origin] : local);
  }

  /** Whether a page of this origin may. No origin means no browser. */
  isAllowed(origin: string): boolean {
    return this.allowed.has(origin);
  }

  /**
   * Guards what a cookie alone would allow: a browser names the origin of every such request.
   * @throws AppError `auth.badOrigin` when the origin is missing or a stranger's
   */
  assertAllowed(origin: string | undefined): void {
    if (origin !== undefined && this.isAllowed(origin)) return;
    throw new AppError('auth.badOrigin', 'This page may not act for you here.');
  }
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';
