// How the app is built, and how it is served to a developer.
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { readAddresses, repository } from './scripts/addresses.ts'
import { browserOnly } from './scripts/browserOnly.ts'
import { compressed } from './scripts/compressed.ts'

/** What a developer's server may hand out; left to itself it would take the whole repository, secrets included. */
const READABLE = ['apps/my', 'packages/schemas', 'packages/shared', 'node_modules']

export default defineConfig(({ command }) => {
  const { appPort, apiUrl } = readAddresses(command)
  return {
    root: import.meta.dirname,
    // A change of `.env` there starts the developer's server again.
    envDir: repository,
    plugins: [browserOnly(), react(), compressed()],
    worker: { plugins: () => [browserOnly()] },
    define: { 'import.meta.env.VITE_API_URL': JSON.stringify(apiUrl) },
    server: {
      // Where the api listens too: a browser finds it as localhost and as 127.0.0.1.
      host: '127.0.0.1',
      port: appPort,
      strictPort: true,
      fs: { allow: READABLE.map((folder) => join(repository, folder)) },
    },
    // No file is hidden in a script: each can be seen, cached and refused by itself.
    // It is one script, since all of it is little more than what every screen needs.
    build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 600 },
    clearScreen: false,
  }
})
