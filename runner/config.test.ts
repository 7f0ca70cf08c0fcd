import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { readEnvironment } from './config.ts';

test('without variables: port 4870 on this machine only, folders of the XDG specification', () => {
  expect(readEnvironment({})).toEqual({
    port: 4870,
    host: '127.0.0.1',
    cache: `${homedir()}/.cache/crossings`,
    data: `${homedir()}/.local/share/crossings`,
    aptFolder: '/etc/apt',
  });
});

test('an empty variable counts as absent, a relative XDG folder is ignored', () => {
  const environment = readEnvironment({
    CROSSINGS_PORT: '',
    XDG_DATA_HOME: 'here',
    XDG_CACHE_HOME: '/var/tmp/c',
  });
  expect(environment.port).toBe(4870);
  expect(environment.data).toBe(`${homedir()}/.local/share/crossings`);
  expect(environment.cache).toBe('/var/tmp/c/crossings');
});

test('CROSSINGS_CACHE and CROSSINGS_DATA win and become absolute', () => {
  const environment = readEnvironment({ CROSSINGS_CACHE: 'x', CROSSINGS_DATA: '/d' });
  expect(environment.cache).toBe(`${process.cwd()}/x`);
  expect(environment.data).toBe('/d');
});

test.each([
  [{ CROSSINGS_PORT: 'http' }, /CROSSINGS_PORT is a number; give/],
  [{ CROSSINGS_PORT: '70000' }, /CROSSINGS_PORT is at most 65535; give/],
  [{ CROSSINGS_HOST: 'a b' }, /CROSSINGS_HOST is a host name .* leave it out/],
])('%j is refused with the repair', (variables, message) => {
  expect(() => readEnvironment(variables)).toThrow(message);
});
