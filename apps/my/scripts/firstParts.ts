// Tells a built page which files its first screen is made of, so that public/early.js asks for them while the app is on its
// way: the app itself could only do so a round trip later.
import type { Plugin, Rolldown } from 'vite'

const LANGUAGES = ['en', 'de']
const EVERYWHERE = /\/(?:frame|rolldown-runtime)-/

/** What is first seen: in few files, for some browsers have six requests under way and no more. */
export const firstScreens = [
  {
    name: 'members',
    test: /\/apps\/my\/src\/(?:routes\/MemberFrame|features\/auth\/queries)\.tsx?$/,
  },
  { name: 'home', test: /\/apps\/my\/src\/routes\/Home\.tsx$/ },
  { name: 'strangers', test: /\/apps\/my\/src\/routes\/(?:StrangerFrame|Welcome|LogIn)\.tsx$/ },
]

export function firstParts(): Plugin {
  return {
    name: 'first-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {}, path }) => {
        if (path !== '/index.html') return []
        const sentences = (folder: string, language: string): string[] =>
          filesOf(bundle, ({ facadeModuleId }) =>
            facadeModuleId?.endsWith(`/src/messages/${folder}${language}.ts`),
          )
        const screens = (...names: string[]): string[] =>
          filesOf(bundle, ({ name }) => names.includes(name))
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
          members: screens('members', 'home'),
          strangers: screens('strangers'),
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

/** These files, and all that they load before they run but for what every page has. */
function filesOf(
  bundle: Rolldown.OutputBundle,
  isAsked: (chunk: Rolldown.OutputChunk) => boolean | undefined,
): string[] {
  const files = new Set<string>()
  const add = (file: Rolldown.OutputBundle[string] | undefined): void => {
    if (file?.type !== 'chunk' || files.has(file.fileName)) return
    if (EVERYWHERE.test(file.fileName)) return
    files.add(file.fileName)
    for (const imported of file.imports) add(bundle[imported])
  }
  for (const file of Object.values(bundle)) if (file.type === 'chunk' && isAsked(file)) add(file)
  return [...files].map((file) => `/${file}`)
}
