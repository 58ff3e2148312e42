// The sentences for everybody, in German.
import type { messages as english } from './en.ts'
import type { Translated } from './translated.ts'

export const messages: Translated<typeof english> = {
  common: {
    slogan: 'Der Dating-Dienst, der gelöscht werden will.',
    email: 'E-Mail-Adresse',
    name: 'Name',
    password: 'Passwort',
    yourPassword: 'Dein Passwort',
    newPassword: 'Neues Passwort',
    passwordHint: 'Mindestens {minimum, plural, one {# Zeichen} other {# Zeichen}}.',
    nameHint: 'So sehen dich andere.',
    showPassword: 'Eingabe zeigen',
    tryAgain: 'Noch einmal versuchen',
    close: 'Schließen',
    logIn: 'Anmelden',
    forgot: 'Ich habe mein Passwort vergessen',
    loading: 'Einen Moment …',
    sending: 'Wird gesendet …',
    language: 'Sprache',
    more: 'Mehr zeigen',
    news: 'Neuigkeiten',
  },
  failure: {
    title: 'Etwas ist schiefgegangen',
    text: 'Das ist unser Fehler, nicht deiner, und nichts von dir ist verloren.',
    reload: 'Seite neu laden',
    unloaded: 'Dieser Teil der App ließ sich nicht laden',
    unloadedText: 'Prüf deine Verbindung. Es geht von selbst weiter, sobald du wieder eine hast.',
  },
  notFound: {
    title: 'Hier ist nichts',
    text: 'Vielleicht ist ein Tippfehler in der Adresse.',
    back: 'Zum Anfang',
  },
  offline: {
    title: 'Delete ist nicht zu erreichen',
    text: 'Prüf deine Verbindung. Es geht von selbst weiter, sobald du wieder eine hast.',
  },
  connection: {
    lost: 'Delete ist nicht zu erreichen. Neuer Versuch läuft …',
  },
  errors: {
    unreachable: 'Delete ist nicht zu erreichen. Prüf deine Verbindung und versuch es noch einmal.',
    rateLimited: 'Zu viele Versuche. Versuch es {time} noch einmal.',
    busy: 'Gerade ist hier zu viel los. Es wurde nichts geändert: Versuch es in einer Minute noch einmal.',
    unavailable: 'Delete ist gerade nicht verfügbar. Versuch es in einer Minute noch einmal.',
    unloaded:
      'Ein Teil dieser Seite ließ sich nicht laden. Prüf deine Verbindung oder lad die Seite neu.',
    internal: 'Bei uns ist etwas schiefgegangen. Versuch es in einer Minute noch einmal.',
    outdated: 'Diese Seite ist veraltet. Lad sie neu und versuch es noch einmal.',
    leaving: 'Dieses Konto wird gelöscht. Bis zum {date} kannst du es zurückholen.',
    auth: {
      invalid_credentials:
        'Die E-Mail-Adresse oder das Passwort ist falsch. Prüf beides und versuch es noch einmal.',
      invalid_link:
        'Dieser Link gilt nicht mehr. Er wurde benutzt, durch einen neueren ersetzt oder ist zu alt. Fordere einen neuen an.',
      email_taken:
        'Diese E-Mail-Adresse hat schon ein Konto. Melde dich an oder nimm eine andere Adresse.',
      session_not_found: 'Dieses Gerät ist nicht mehr angemeldet.',
      unauthenticated: 'Deine Sitzung ist zu Ende. Bitte melde dich wieder an.',
    },
  },
  issues: {
    too_small: 'Muss mindestens {limit, plural, one {# Zeichen} other {# Zeichen}} haben',
    too_big: 'Darf höchstens {limit, plural, one {# Zeichen} other {# Zeichen}} haben',
    invalid_format: {
      email: 'Muss eine E-Mail-Adresse sein',
      regex: 'Darf keine Steuerzeichen enthalten',
    },
    custom: 'Muss ein sichtbares Zeichen haben',
    personal: 'Darf nicht aus deinem Namen, deiner Adresse oder unserem Namen bestehen',
    common: 'Ist eines der häufigsten Passwörter; wähl eines, das sonst niemand hat',
    breached: 'Ist aus einem Datenleck anderswo bekannt; wähl eines, das sonst niemand hat',
  },
}
