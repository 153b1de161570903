import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freeUdpPort } from './free-port.js';

/** Somebody whom the carrier knows. */
export type Subscriber = { readonly username: string; readonly password: string };

/** A carrier that runs. */
export type Kamailio = {
  /** `host:port`, its domain as well. */
  readonly address: string;
  /** What it logged. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
};

/**
 * A carrier in the middle, played by Kamailio: it asks for digests, keeps who has registered, rings all contacts of a
 * subscriber at once (forking), stays in the way of dialogs (Record-Route), and leads numbers it does not know, `+…` or
 * digits, to a destination.
 * @param numbersTo `host:port` that calls to numbers go to; null: nobody has them
 * @param host an address of the loopback: who it is, for trunks that are known by theirs
 */
export const startKamailio = async (
  subscribers: readonly Subscriber[],
  numbersTo: string | null,
  host = '127.0.0.1',
): Promise<Kamailio> => {
  const folder = mkdtempSync(join(tmpdir(), 'callwright-kamailio-'));
  const address = `${host}:${await freeUdpPort()}`;
  mkdirSync(join(folder, 'run'));
  writeFileSync(join(folder, 'kamailio.cfg'), configOf({ address, subscribers, numbersTo }));
  const flags = ['-DD', '-E', '-m', '64', '-M', '8', '-Y', join(folder, 'run'), '-f', join(folder, 'kamailio.cfg')];
  const child = spawn('kamailio', flags, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; !output.includes('carrier is ready'); attempt += 1) {
    if (attempt > 150 || child.exitCode !== null) {
      await stop();
      throw new Error(`Kamailio did not start:\n${output.slice(-3000)}`);
    }
    await wait(100);
  }
  return { address, output: () => output, stop };
};

const MODULES = [
  'tm',
  'sl',
  'rr',
  'pv',
  'maxfwd',
  'usrloc',
  'registrar',
  'textops',
  'siputils',
  'xlog',
  'auth',
  'htable',
];

const configOf = (carrier: {
  readonly address: string;
  readonly subscribers: readonly Subscriber[];
  readonly numbersTo: string | null;
}): string => {
  const [host = '', port = ''] = carrier.address.split(':');
  return `
debug=1
log_stderror=yes
fork=yes
children=2
listen=udp:${host}:${port}
listen=tcp:${host}:${port}
alias="${host}:${port}"
auto_aliases=no
${MODULES.map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("rr", "enable_full_lr", 1)
modparam("rr", "append_fromtag", 1)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "append_branches", 1)
modparam("registrar", "max_contacts", 10)
modparam("htable", "htable", "passwords=>size=8;")
modparam("auth", "nonce_expire", 300)

event_route[htable:mod-init] {
${carrier.subscribers.map(({ username, password }) => `  $sht(passwords=>${username}) = "${password}";`).join('\n')}
  xlog("L_ERR", "carrier is ready\\n");
}

request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && uri==myself && $rU==$null) { sl_send_reply("200", "OK"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("REGISTER")) { route(AUTH); save("location"); exit; }
  if (is_method("INVITE|REFER|MESSAGE")) {
    route(AUTH);
    record_route();
  }
  if (lookup("location")) { t_relay(); exit; }
${carrier.numbersTo === null ? '' : `  if ($rU =~ "^[+0-9]+$") { $du = "sip:${carrier.numbersTo}"; t_relay(); exit; }`}
  sl_send_reply("404", "Nobody has this number");
}

route[AUTH] {
  if ($au == $null || $sht(passwords=>$au) == $null) { auth_challenge("$fd", "1"); exit; }
  if (!pv_auth_check("$fd", "$sht(passwords=>$au)", "0", "0")) { auth_challenge("$fd", "1"); exit; }
  consume_credentials();
}
`;
};
