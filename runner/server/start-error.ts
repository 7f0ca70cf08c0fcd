// Why the server could not start, in one line with the repair.

/**
 * @param fault what was thrown on the way
 * @param wanted where the server was to listen
 */
export function startError(fault: unknown, wanted: { host: string; port: number }): string {
  const { host, port } = wanted;
  if (!(fault instanceof Error)) return String(fault);
  const code = 'code' in fault ? fault.code : undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken: stop the program that has it (\`ss -ltnp sport = :${port}\` names it), or choose another one: CROSSINGS_PORT=${port + 1} npm start`;
  if (code === 'EACCES' && 'syscall' in fault && fault.syscall === 'listen')
    return `Port ${port} is for root only: choose one above 1023, such as CROSSINGS_PORT=4870 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${host} is no address of this machine: leave CROSSINGS_HOST out to listen on 127.0.0.1`;
  if ('repair' in fault) return `${fault.message} ${String(fault.repair)}`;
  return fault.message;
}
