// What cannot wait for the app: the chosen theme, and asking for what its first screen is made of.
{
  const read = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }

  const theme = read('delete.theme')
  if (theme) {
    document.documentElement.dataset.theme = theme
    for (const bar of document.querySelectorAll('meta[name=theme-color]')) {
      bar.media = bar.dataset.theme === theme ? 'all' : 'not all'
    }
  }

  // Of a build (scripts/firstParts.ts); chooses as src/languages.ts and src/router.tsx do.
  const list = document.querySelector('meta[name=first-parts]')?.content
  if (list) {
    const parts = JSON.parse(list)
    const tags = [
      read('delete.locale'),
      ...navigator.languages.map((tag) => tag.split('-')[0]),
      'en',
    ]
    const language = parts[tags.find((tag) => Object.hasOwn(parts, tag))]
    const group = read('delete.member') ? 'members' : 'strangers'
    for (const href of [...language.common, ...language[group], ...parts[group]]) {
      document.head.append(
        Object.assign(document.createElement('link'), { rel: 'modulepreload', href }),
      )
    }
  }
}
