import { defineConfig } from 'vitest/config';

// Two cores: suites that start guests or browsers run one file at a time. Machines are shared and
// noisy, and emulated guests are slow on them: a test of those two suites that fails is tried once
// more, and counts as failed only when it fails again.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{lessons,runner,site}/**/*.test.ts', 'test/{content,mutation}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'toolchain',
          include: ['test/toolchain/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'guest',
          include: ['test/guest/**/*.test.ts'],
          fileParallelism: false,
          // Of tests that are marked concurrent: so many guests at work as there are cores.
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 900_000,
          retry: 1,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 900_000,
          retry: 1,
        },
      },
    ],
  },
});
