// How the app is tried in a browser: Chromium, against the real servers that servers.ts starts.
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Debian's, where it is; elsewhere Playwright's own. scripts/browser.sh installs one of them.
const debians = '/usr/bin/chromium'

export default defineConfig({
  testDir: '.',
  outputDir: 'results',
  globalSetup: './servers.ts',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // On an idle machine they take a tenth of it.
  timeout: 90_000,
  globalTimeout: 1_200_000,
  // The page asks an api that is away every five seconds at the most.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    ...(process.env.E2E_APP_URL && { baseURL: process.env.E2E_APP_URL }),
    trace: 'retain-on-failure',
    launchOptions: existsSync(debians) ? { executablePath: debians } : {},
  },
})
