import { defineConfig } from 'tsup'

// One entry for each subpath of `exports` in package.json; test/package holds the two, and `paths` in tsconfig.json, together.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    sqlite: 'src/stores/sqlite/index.ts',
    postgres: 'src/stores/postgres/index.ts',
    email: 'src/channels/email/index.ts',
    webhook: 'src/channels/webhook/index.ts',
    'chat-robot': 'src/channels/chat-robot/index.ts',
    china: 'src/calendars/china/index.ts',
    ical: 'src/calendars/ical/index.ts',
    policies: 'src/policies/index.ts',
    reports: 'src/reports/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  target: 'node20',
  platform: 'node',
  dts: true,
  splitting: true,
  sourcemap: true,
  treeshake: true,
  clean: true,
  // What `createRequire` starts from in `optional-package.ts`; CommonJS has no `import.meta`.
  esbuildOptions: (options, { format }) => {
    if (format === 'cjs') options.define = { ...options.define, 'import.meta.url': '__filename' }
  },
  // `node:sqlite` has no name without its prefix.
  removeNodeProtocol: false,
})
