// fcgi.mjs: one GET over FastCGI, without nginx.
import { connect } from 'node:net';

const pair = (name, value) => Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);
const record = (type, body) => Buffer.concat([Buffer.from([1, type, 0, 1, body.length >> 8, body.length & 255, 0, 0]), body]);

/** { status, text }; status 0 when there is no answer in time. */
export function ask(port, target, ms = 20000) {
  const [path, query = ''] = target.split('?');
  const params = { REQUEST_METHOD: 'GET', DOCUMENT_URI: path, REQUEST_URI: target, QUERY_STRING: query };
  const request = Buffer.concat([record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
    record(4, Buffer.concat(Object.entries(params).map(([n, v]) => pair(n, v)))), record(4, Buffer.alloc(0)), record(5, Buffer.alloc(0))]);
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    const got = [];
    socket.setTimeout(ms, () => socket.destroy());
    socket.on('data', (d) => got.push(d)).on('error', () => {}).on('close', () => done(answer(Buffer.concat(got))));
  });
}

function answer(bytes) {
  let body = '';
  for (let i = 0; i + 8 <= bytes.length;) {
    const n = bytes.readUInt16BE(i + 4);
    if (bytes[i + 1] === 6) body += bytes.toString('utf8', i + 8, i + 8 + n);
    i += 8 + n + bytes[i + 6];
  }
  const [head, ...rest] = body.split('\r\n\r\n');
  return { status: Number(head.match(/^Status: (\d+)/)?.[1] ?? 0), text: rest.join('\r\n\r\n') };
}
