// guests.mjs: an NFS server of ganesha's on loopback, and virtual machines with Debian's kernel as its
// clients. Each has a shell on its serial line.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { build, freePort, join, program, root, run, start, until } from '../system/harness.mjs';

const SERVER = '10.0.2.2'; // the host, as qemu's own network shows it

/** Why this cannot run here; false when it can. */
export function missing() {
  const needed = [['/usr/bin/qemu-system-x86_64', 'qemu-system-x86'], ['/usr/bin/ganesha.nfsd', 'nfs-ganesha'], ['/bin/busybox', 'busybox-static']];
  for (const [file, name] of needed) if (!existsSync(file)) return `${name} is not installed`;
  if (process.getuid() !== 0) return 'ganesha needs root to open files by their handles';
  return kernel() ? false : 'there is no kernel package in build/nfs: make test-nfs fetches it';
}

const kernel = () => {
  const dir = join(root, 'build/nfs');
  const name = existsSync(dir) && readdirSync(dir).find((f) => /^linux-image-.*\.deb$/.test(f));
  return name && join(dir, name);
};

/** Serves dir as /export. */
export async function server(t, dir, folder) {
  const port = await freePort();
  const conf = join(dir, 'ganesha.conf');
  mkdirSync('/var/run/ganesha', { recursive: true });
  mkdirSync('/var/lib/nfs/ganesha', { recursive: true });
  writeFileSync(conf, `NFS_CORE_PARAM { NFS_Protocols = 4; NFS_Port = ${port}; Bind_addr = 127.0.0.1; Enable_NLM = false; Enable_RQUOTA = false; }
NFSV4 { Graceless = true; Lease_Lifetime = 10; RecoveryBackend = fs_ng; }
EXPORT { Export_Id = 1; Path = ${folder}; Pseudo = /export; Access_Type = RW; Squash = No_Root_Squash; SecType = sys; Protocols = 4; Transports = TCP; FSAL { Name = VFS; } }
`);
  const p = start(t, dir, 'ganesha', '/usr/bin/ganesha.nfsd', ['-F', '-L', join(dir, 'ganesha-own.log'), '-f', conf, '-p', join(dir, 'ganesha.pid')]);
  await until('ganesha listens', () => {
    if (p.child.exitCode !== null) throw new Error(`ganesha ended: ${p.log()}`);
    return run('ss', ['-ltn']).stdout.includes(`:${port} `);
  }, 30000);
  return { ...p, port };
}

/** What the guests boot: the programs, and `files` by their names below /data. */
export function image(dir, files) {
  const out = join(dir, 'guest');
  const r = run('sh', [join(root, 'tests/nfs/guest.sh'), kernel(), out, `bin/pagetrail-cron=${program('cron')}`, `bin/pagetrail-web=${program('web')}`,
    ...['UTC', 'posixrules'].filter((z) => existsSync(`/usr/share/zoneinfo/${z}`)).map((z) => `/usr/share/zoneinfo/${z}`),
    ...Object.entries(files).map(([name, file]) => `data/${name}=${file}`)]);
  if (r.status !== 0) throw new Error(`guest.sh: ${r.stderr}`);
  return out;
}

/** Boots a guest that has the export at /mnt. `ports` of it are reached through guest.port[n]. */
export async function guest(t, dir, img, name, nfs, ports = []) {
  const port = Object.fromEntries(await Promise.all(ports.map(async (p) => [p, await freePort()])));
  const forwards = ports.map((p) => `,hostfwd=tcp:127.0.0.1:${port[p]}-:${p}`).join('');
  const child = spawn('qemu-system-x86_64', ['-machine', `accel=${process.env.ACCEL ?? 'tcg'}`, '-cpu', 'max', '-m', '512', '-display', 'none',
    '-serial', 'stdio', '-monitor', 'none', '-no-reboot', '-nic', `user,model=virtio-net-pci${forwards}`, '-kernel', join(img, 'vmlinuz'),
    '-initrd', join(img, 'initrd'), '-append', `console=ttyS0 panic=-1 guest=${name}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const log = createWriteStream(join(dir, `${name}.log`));
  const ended = new Promise((done) => child.on('exit', done));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (d) => {
    said += d.replaceAll('\r', '');
    log.write(d);
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  await until(`${name} has booted`, () => said.includes("can't access tty"), 120000);

  let calls = 0, line = Promise.resolve();
  /** Runs a command in the guest, one after the other. */
  const sh = (command, ms = 120000) => {
    const mine = line.then(async () => {
      const mark = `done${++calls}`;
      said = '';
      child.stdin.write(`{ ${command}\n} 2>&1; echo "__${mark}=$?"\n`);
      const found = await until(`${name}: ${command}`, () => said.match(new RegExp(`([^]*?)__${mark}=(\\d+)\n`)), ms);
      return { status: Number(found[2]), text: found[1].replace(/^(\/ # |> )+/gm, '') };
    });
    line = mine.catch(() => {});
    return mine;
  };
  const mount = `mount -i -t nfs4 -o vers=4.1,port=${nfs.port},addr=${SERVER},clientaddr=10.0.2.15,sec=sys ${SERVER}:/export /mnt`;
  const r = await sh(`${mount} && export PAGETRAIL_STORE=/mnt/store PAGETRAIL_STAGING=/tmp/staging`);
  if (r.status !== 0) throw new Error(`${name}: ${r.text}`);
  return { sh, kill, port, name };
}

export { build };
