// Installs packages on Debian as root, without letting the new servers start by themselves. Plain JavaScript: Node 20
// runs it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { find } from './programs.mjs';

const policy = '/usr/sbin/policy-rc.d';
const aside = `${policy}.before-florin`;

/** Whether this is a Debian (or a child of it) where we may install packages. */
export function mayInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && find('apt-get') !== undefined;
}

/**
 * Installs the packages; throws with one line when it cannot.
 * @param {string[]} packages
 * @param {(line: string) => void} progress
 */
export async function install(packages, progress) {
  const restore = keepServersDown();
  try {
    await apt(['update'], progress);
    await apt(['install', '--yes', '--no-install-recommends', ...packages], progress);
  } finally {
    restore();
  }
  // Where systemd is at work the packages enable their servers for the next boot: those are not ours to run either.
  const servers = packages.filter((name) => name === 'redis-server' || name === 'nginx');
  const hasSystemd = existsSync('/run/systemd/system');
  if (servers.length > 0 && hasSystemd) spawnSync('systemctl', ['disable', '--quiet', ...servers]);
}

/** Debian asks policy-rc.d before a package starts its server: for a moment ours says no. Returns what puts it back. */
function keepServersDown() {
  if (existsSync(policy) && !existsSync(aside)) renameSync(policy, aside);
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const restore = () => {
    rmSync(policy, { force: true });
    if (existsSync(aside)) renameSync(aside, policy);
  };
  const interrupted = () => {
    restore();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  return () => {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    restore();
  };
}

/**
 * @param {string[]} args
 * @param {(line: string) => void} progress
 * @returns {Promise<void>}
 */
function apt(args, progress) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
    // Another apt-get (unattended upgrades, say) may hold the lock for a while.
    const patient = ['-o', 'DPkg::Lock::Timeout=120'];
    const child = spawn('apt-get', [...patient, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (/** @type {Buffer} */ chunk) => {
      said = (said + chunk).slice(-4000);
      const lines = String(chunk).split('\n').filter((line) => /^(Get:|Unpacking|Setting up)/.test(line));
      for (const line of lines) progress(line.slice(0, 100));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => {
      const last = said.split('\n').filter((line) => /^E:/.test(line)).join(' ') || said.trim().split('\n').at(-1);
      if (code === 0) resolve();
      else reject(new Error(`apt-get ${args[0]} failed: ${last}`));
    });
  });
}
