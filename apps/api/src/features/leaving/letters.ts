// What a member who leaves is written.
import type { Template } from '../../kernel/mail/letter.ts'
import type { Locale } from '@delete/schemas/users'

const url = 'https://my.trydelete.app/example'

export const left: Template<{ name: string; erasedAt: Date; restoreUrl: string }> = {
  example: { name: 'Ada', erasedAt: new Date('2026-12-21T09:00:00Z'), restoreUrl: url },
  write: {
    en: ({ name, erasedAt, restoreUrl }) => ({
      subject: 'Your account is being deleted',
      paragraphs: [
        `Goodbye ${name},`,
        `nobody can see your account any more. On ${dayOf(erasedAt, 'en')} all of it is erased for good. Until then you can take it back with your password.`,
      ],
      actions: [{ label: 'Take it back', url: restoreUrl }],
      note: 'If it was not you, take it back and choose a new password.',
    }),
    de: ({ name, erasedAt, restoreUrl }) => ({
      subject: 'Dein Konto wird gelöscht',
      paragraphs: [
        `Leb wohl ${name},`,
        `niemand sieht dein Konto mehr. Am ${dayOf(erasedAt, 'de')} wird alles davon endgültig gelöscht. Bis dahin kannst du es mit deinem Passwort zurückholen.`,
      ],
      actions: [{ label: 'Zurückholen', url: restoreUrl }],
      note: 'Warst du es nicht, hol es zurück und wähle ein neues Passwort.',
    }),
  },
}

export const exported: Template<{ name: string; url: string }> = {
  example: { name: 'Ada', url },
  write: {
    en: ({ name, url }) => ({
      subject: 'Your data is ready',
      paragraphs: [
        `Hello ${name},`,
        'all that we hold of you is in one file now. You can have it for 7 days, with your password.',
      ],
      actions: [{ label: 'Have a look', url }],
      note: 'If you did not ask for it, change your password: somebody knows it.',
    }),
    de: ({ name, url }) => ({
      subject: 'Deine Daten sind fertig',
      paragraphs: [
        `Hallo ${name},`,
        'alles, was wir von dir haben, steht jetzt in einer Datei. Du kannst sie 7 Tage lang mit deinem Passwort abholen.',
      ],
      actions: [{ label: 'Ansehen', url }],
      note: 'Hast du sie nicht angefordert, ändere dein Passwort: Jemand kennt es.',
    }),
  },
}

function dayOf(date: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date)
}
