// Purpose: a TCP relay that a test can silence, for a database out of reach. Place: tests/support.
import net from 'node:net';

/** Relays 127.0.0.1:`port` (its own) to `target` until it is silenced or closed. */
export async function startProxy(target) {
  const sockets = new Set();
  let silent = false;
  const server = net.createServer((near) => {
    const far = net.connect(target, '127.0.0.1');
    for (const [from, to] of [[near, far], [far, near]]) {
      sockets.add(from);
      from.on('data', (chunk) => {
        // As when a cable is cut: nothing comes, nobody says so.
        if (!silent) to.write(chunk);
      });
      from.on('close', () => {
        sockets.delete(from);
        if (!silent) to.destroy();
      });
      from.on('error', () => {});
    }
  });
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    silence() {
      silent = true;
    },
    /** New connections pass; the old ones are gone. */
    heal() {
      silent = false;
      hangUp();
    },
    /** New connections go to another port, as when an address moves; the old ones are gone. */
    moveTo(port) {
      target = port;
      hangUp();
    },
    close() {
      hangUp();
      server.close();
    },
  };
}
