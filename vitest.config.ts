// Every test of the repository, in one run.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{apps,packages}/*/{src,test,scripts}/**/*.test.ts',
      'scripts/*.test.ts',
      'bench/speed/*.test.ts',
    ],
    globalSetup: 'packages/db/test/setup.ts',
    // Each worker holds a database of some 400 MB.
    maxWorkers: Math.min(4, availableParallelism()),
    // Generous: a loaded machine makes tests slow, never wrong.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
