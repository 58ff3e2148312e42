// How the app is built, and how it is served to a developer.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { apiUrlFor, appPort } from './scripts/addresses.ts'
import { browserOnly } from './scripts/browserOnly.ts'

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [browserOnly(), react()],
  define: { 'import.meta.env.VITE_API_URL': JSON.stringify(apiUrlFor(command)) },
  server: { port: appPort, strictPort: true },
  clearScreen: false,
}))
