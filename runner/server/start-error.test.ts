import { expect, test } from 'vitest';
import { startError } from './start-error.ts';

const wanted = { host: '10.9.9.9', port: 4870 };
const fault = (fields: object) => Object.assign(new Error('no'), fields);

test.each([
  [fault({ code: 'EADDRINUSE' }), /^Port 4870 is taken: .*CROSSINGS_PORT=4871 npm start$/],
  [fault({ code: 'EACCES', syscall: 'listen' }), /^Port 4870 is for root only: /],
  [fault({ code: 'EADDRNOTAVAIL' }), /^10\.9\.9\.9 is no address of this machine: /],
  [fault({ repair: 'Do that.' }), /^no Do that\.$/],
  [new Error('CROSSINGS_PORT is a number; give another'), /^CROSSINGS_PORT is a number/],
  ['odd', /^odd$/],
])('%s', (thrown, line) => {
  expect(startError(thrown, wanted)).toMatch(line);
  expect(startError(thrown, wanted)).not.toContain('\n');
});
