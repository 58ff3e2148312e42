// Tells a built page which files its first screen is made of, so that public/early.js asks for them while the app is on its
// way: the app itself could only do so a round trip later.
import type { Plugin, Rolldown } from 'vite'

const LANGUAGES = ['en', 'de']
const SCREENS = {
  members: ['MemberFrame', 'Home'],
  strangers: ['StrangerFrame', 'Welcome', 'LogIn'],
}

export function firstParts(): Plugin {
  return {
    name: 'first-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {}, path }) => {
        if (path !== '/index.html') return []
        const sentences = (folder: string, language: string): string[] =>
          filesOf(bundle, [`/src/messages/${folder}${language}.ts`])
        const screens = (names: string[]): string[] =>
          filesOf(
            bundle,
            names.map((name) => `/src/routes/${name}.tsx`),
          )
        const parts = {
          ...Object.fromEntries(
            LANGUAGES.map((language) => [
              language,
              {
                common: sentences('', language),
                members: sentences('members/', language),
                strangers: sentences('strangers/', language),
              },
            ]),
          ),
          members: screens(SCREENS.members),
          strangers: screens(SCREENS.strangers),
        }
        return [
          {
            tag: 'meta',
            attrs: { name: 'first-parts', content: JSON.stringify(parts) },
            injectTo: 'head',
          },
        ]
      },
    },
  }
}

/** The files that these modules are in, and all that they load before they run but for what every page has. */
function filesOf(bundle: Rolldown.OutputBundle, modules: string[]): string[] {
  const files = new Set<string>()
  const add = (name: string): void => {
    const file = bundle[name]
    if (file?.type !== 'chunk' || files.has(name) || isEverywhere(name)) return
    files.add(name)
    for (const imported of file.imports) add(imported)
  }
  for (const file of Object.values(bundle)) {
    const module = file.type === 'chunk' ? file.facadeModuleId : undefined
    if (modules.some((end) => module?.endsWith(end))) add(file.fileName)
  }
  return [...files].map((file) => `/${file}`)
}

function isEverywhere(file: string): boolean {
  return /\/(?:frame|rolldown-runtime)-/.test(file)
}
