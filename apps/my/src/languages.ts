// The languages of the app: which one is shown, and where its sentences come from.
import type { Locale } from '@delete/schemas/users'
import { useSyncExternalStore } from 'react'
import { keep, onKept, readKept } from './storage.ts'
import { createStore } from './store.ts'
import type { messages as common } from './messages/en.ts'
import type { messages as members } from './messages/members/en.ts'
import type { messages as strangers } from './messages/strangers/en.ts'

/** The English ones: what a sentence takes is read from them. That the others take the same, a test says. */
type Messages = typeof common & typeof members & typeof strangers

declare module 'use-intl/core' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}

/** Each in its own words. */
const names: Record<Locale, string> = { en: 'English', de: 'Deutsch' }

export const languageOptions = (['en', 'de'] as const satisfies Locale[]).map((locale) => ({
  value: locale,
  label: names[locale],
  lang: locale,
}))

/** What is said to everybody, and what only some need to load. */
const groups = ['common', 'members', 'strangers'] as const
type Group = (typeof groups)[number]

const loaders: Record<Locale, Record<Group, () => Promise<{ messages: object }>>> = {
  en: {
    common: () => import('./messages/en.ts'),
    members: () => import('./messages/members/en.ts'),
    strangers: () => import('./messages/strangers/en.ts'),
  },
  de: {
    common: () => import('./messages/de.ts'),
    members: () => import('./messages/members/de.ts'),
    strangers: () => import('./messages/strangers/de.ts'),
  },
}

/** What this browser was told; the browser's own language has no need of it. */
const KEY = 'delete.locale'

interface Language {
  locale: Locale
  messages: Messages
}

const shown = createStore<Language | undefined>(undefined)

function isLocale(text: string | null | undefined): text is Locale {
  return typeof text === 'string' && Object.hasOwn(names, text)
}

/** The first language of the browser that is one of ours, or else English. */
function localeOfBrowser(): Locale {
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLocale) ?? 'en'
}

function readChoice(): Locale {
  const choice = readKept(KEY)
  return isLocale(choice) ? choice : localeOfBrowser()
}

/** The one that was asked for last. */
const wanted = createStore(readChoice())
const needed = new Set<Group>(['common'])
let have: readonly Group[] = []
let latest: Promise<void> | undefined

function show(locale: Locale): Promise<void> {
  wanted.set(locale)
  const mine = load(locale, [...needed], () => mine === latest)
  latest = mine
  return mine
}

/** Whichever was not asked for last is not shown: who waits for it waits for the last. */
async function load(
  locale: Locale,
  parts: readonly Group[],
  isLatest: () => boolean,
): Promise<void> {
  try {
    const loaded = await Promise.all(parts.map((group) => loaders[locale][group]()))
    if (!isLatest()) return await latest
    const messages = Object.assign({}, ...loaded.map((group) => group.messages)) as Messages
    have = parts
    shown.set({ locale, messages })
    document.documentElement.lang = locale
  } catch (error) {
    // What is shown stays, and is what somebody sees as chosen.
    if (isLatest()) wanted.set(shown.get()?.locale ?? locale)
    throw error
  }
}

/** Loads what is said to these, in the language that is wanted; before their first screen is there. */
export async function need(group: Group): Promise<void> {
  needed.add(group)
  if (!have.includes(group)) await showFirst()
}

/** Loads what is said to these in a language, for when there is no network any more. */
export async function prepare(group: Group, locale: Locale): Promise<void> {
  await loaders[locale][group]()
}

/** Shows the language that was chosen in this browser, or that of the browser; where that does not come, the other. */
export function showFirst(): Promise<void> {
  const first = wanted.get()
  return show(first).catch(() => show(first === 'en' ? 'de' : 'en'))
}

/**
 * Keeps a language in this browser, whatever its member goes on to meanwhile, and shows it, in all tabs.
 * @throws when its sentences do not come; what was shown and kept before stays
 */
export async function chooseLanguage(locale: Locale): Promise<void> {
  const kept = readKept(KEY)
  keep(KEY, locale === localeOfBrowser() ? null : locale)
  const mine = show(locale)
  await mine.catch((error: unknown) => {
    if (mine === latest) keep(KEY, kept)
    throw error
  })
}

// Chosen in another tab. Where its sentences do not come, this one goes on in those it has.
onKept(KEY, () => void show(readChoice()).catch(() => undefined))

/** The one that was chosen last, for what is said to the api. */
export function currentLocale(): Locale {
  return wanted.get()
}

/** @throws before one is shown */
export function useLanguage(): Language {
  const language = useSyncExternalStore(shown.subscribe, shown.get)
  if (!language) throw new Error('No language is loaded.')
  return language
}

/** The one that is chosen, from the moment that it is; what is said in it may be on its way. */
export function useWantedLocale(): Locale {
  return useSyncExternalStore(wanted.subscribe, wanted.get)
}
