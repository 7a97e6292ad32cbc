import { defineConfig } from 'vitest/config'

const OTHER_PROJECTS = ['test/crash/**', 'test/long/**', 'test/package/**', 'test/types/**', 'test/frozen/**']

export default defineConfig({
  // `redress` and `redress/*` mean src, as in tsconfig.json: tests and examples import what a user would.
  resolve: { tsconfigPaths: true },
  test: {
    passWithNoTests: true,
    // One worker for each core: vitest leaves one idle, and of two that is half.
    maxWorkers: '100%',
    // One server for all projects.
    globalSetup: './test/fixtures/postgres-server.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: OTHER_PROJECTS,
          testTimeout: 20_000,
        },
      },
      {
        // Kills real processes: one file at a time, so that a slow machine is no reason to fail.
        extends: true,
        test: {
          name: 'crash',
          include: ['test/crash/**/*.test.ts'],
          globalSetup: './test/crash/process-file.ts',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'types',
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ['test/types/**/*.test-d.ts'],
            tsconfig: './tsconfig.types.json',
          },
        },
      },
      {
        // Packs, installs and compiles the built package: `npm run check`.
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        // Soaks and many seeds: `npm run test:long`.
        extends: true,
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          globalSetup: './test/crash/process-file.ts',
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
