// How the app is built, and how it is served to a developer.
import { join } from 'node:path'
import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { readAddresses, repository } from './scripts/addresses.ts'
import { browserOnly } from './scripts/browserOnly.ts'
import { compileMessages } from './scripts/compileMessages.ts'
import { compressed } from './scripts/compressed.ts'
import { contentSecurity } from './scripts/contentSecurity.ts'
import { firstParts, firstScreens } from './scripts/firstParts.ts'
import { offline } from './scripts/offline.ts'

/** What a developer's server may hand out; left to itself it would take the whole repository, secrets included. */
const READABLE = ['apps/my', 'packages/schemas', 'packages/shared', 'node_modules']

/** What every screen needs is one file, which packs better than many and is asked for at once. */
const FRAME = new RegExp(
  [
    // Each package under the folder that pnpm gives it.
    '/node_modules/(?:react|react-dom|scheduler|@tanstack|@trpc|use-intl|icu-minify|@formatjs|use-sync-external-store)/(?!.*[iI]nfiniteQuery)',
    '/packages/shared/src/',
    '/apps/my/src/(?:ui/(?!Dialog.tsx|Empty|LanguageSwitch|OneButton|ThemeChoice|Toaster|theme.css)|(?!contracts|withoutEval)\\w+\\.tsx?$)',
  ].join('|'),
)

export default defineConfig(({ command }) => {
  const { appPort, apiUrl } = readAddresses(command)
  return {
    root: import.meta.dirname,
    // A change of `.env` there starts the developer's server again.
    envDir: repository,
    plugins: [
      browserOnly(),
      compileMessages(),
      firstParts(),
      contentSecurity(apiUrl),
      react(),
      tailwind(),
      offline(),
      compressed(),
    ],
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
    build: {
      assetsInlineLimit: 0,
      // Its lists are longer than what they save: the parts of a first screen are asked for by public/early.js.
      modulePreload: false,
      rollupOptions: {
        output: {
          codeSplitting: {
            groups: [{ name: 'frame', test: FRAME, priority: 1 }, ...firstScreens],
          },
        },
        // Its links that are not used here would stay, for they are classes.
        treeshake: { moduleSideEffects: (id) => !id.includes('/node_modules/@trpc/') },
      },
    },
    clearScreen: false,
  }
})
