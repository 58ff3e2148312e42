// The sentences for who is not logged in, or comes from a mail, in German.
import type { Translated } from '../translated.ts'
import type { messages as english } from './en.ts'

export const messages: Translated<typeof english> = {
  welcome: {
    title: 'Zum Löschen gemacht',
    lead: 'Ein Dating-Dienst hat seine Arbeit getan, wenn zwei Menschen ihn gemeinsam verlassen. Für diesen Moment bauen wir unseren.',
    join: 'Konto anlegen',
    privacy: 'Was du uns erzählst, bleibt deins: Nimm es mit oder lass es löschen, wann du willst.',
  },
  signUp: {
    title: 'Leg dein Konto an',
    action: 'Konto anlegen',
    busy: 'Dein Konto wird angelegt …',
    known: 'Schon einmal hier gewesen? <link>Anmelden</link>',
  },
  checkMail: {
    title: 'Schau in dein Postfach',
    sent: 'Eine Mail ist unterwegs an <strong>{email}</strong>. Dein Konto beginnt mit dem Link darin; er gilt einen Tag.',
    again: 'Noch einmal senden',
    sentAgain: 'Eine neue Mail ist unterwegs. Nur der neueste Link gilt.',
    back: 'Zurück zur Registrierung',
  },
  verifyEmail: {
    title: 'Bestätige deine Adresse',
    why: 'Dein Konto beginnt, sobald du bestätigst, dass diese Adresse dir gehört.',
    action: 'Meine Adresse bestätigen',
    busy: 'Wird bestätigt …',
    done: 'Deine Adresse ist bestätigt.',
    newLink: 'Neuen Link senden',
    sent: 'Falls eine Registrierung mit dieser Adresse auf Bestätigung wartet, ist eine Mail unterwegs.',
    known: 'Schon bestätigt? <link>Anmelden</link>',
  },
  logIn: {
    title: 'Anmelden',
    busy: 'Du wirst angemeldet …',
    new: 'Neu hier? <link>Konto anlegen</link>',
    why: {
      ended: 'Deine Sitzung ist zu Ende. Bitte melde dich wieder an.',
      unheard:
        'In diesem Browser bist du abgemeldet, aber Delete war nicht zu erreichen, um deine Sitzung zu beenden. Wenn auch andere diesen Browser benutzen, melde dich noch einmal an und ab, sobald du online bist.',
      passwordReset: 'Dein Passwort ist geändert. Melde dich mit dem neuen an.',
      needed: 'Melde dich an, um weiterzumachen.',
    },
  },
  forgotPassword: {
    title: 'Passwort vergessen?',
    why: 'Nenn uns deine Adresse, und wir schicken dir einen Link zu einem neuen.',
    action: 'Link anfordern',
    done: 'Falls diese Adresse ein Konto hat, ist eine Mail unterwegs, mit einem Link zu einem neuen Passwort.',
    back: 'Zurück zur Anmeldung',
  },
  resetPassword: {
    title: 'Wähl ein neues Passwort',
    action: 'Mein Passwort ändern',
    busy: 'Wird geändert …',
    tooOld: 'Ist der Link zu alt? <link>Neuen anfordern</link>',
  },
  confirmEmail: {
    title: 'Bestätige die neue Adresse',
    why: 'Die Adresse deines Kontos ändert sich, sobald die alte und die neue zugestimmt haben.',
    action: 'Ja, ändern',
    busy: 'Wird bestätigt …',
    done: 'Diese Adresse hat zugestimmt. Sobald auch die andere das getan hat, melde dich mit der neuen an.',
    again: 'Adresse noch einmal ändern',
  },
  undoEmail: {
    title: 'Adressänderung rückgängig machen',
    why: 'Wenn nicht du die Adresse geändert hast, kennt jemand dein Passwort. Hiermit behältst du deine Adresse, jede Anmeldung endet, und das Passwort gilt nicht mehr.',
    action: 'Das war ich nicht: rückgängig machen',
    busy: 'Wird rückgängig gemacht …',
    done: 'Das Konto hat diese Adresse, und niemand ist angemeldet. Eine Mail mit einem Link zu einem neuen Passwort ist unterwegs zu dir.',
    newPassword: 'Neues Passwort wählen',
  },
  link: {
    incomplete: 'Das ist nicht der ganze Link. Öffne ihn noch einmal aus der Mail.',
    home: 'Zu Delete',
  },
  goodbye: {
    title: 'Dein Konto wird gelöscht',
    what: 'Niemand kann es mehr sehen. In der Mail, die unterwegs zu dir ist, steht, bis wann du es zurückholen kannst; danach wird alles endgültig gelöscht.',
    wish: 'Wenn du gehst, weil ihr euch gefunden habt: Dafür sind wir da.',
    restore: 'Zurückholen',
  },
  restore: {
    title: 'Hol dein Konto zurück',
    why: 'Es gehört wieder dir, sobald du dich hier anmeldest.',
    action: 'Mein Konto zurückholen',
    busy: 'Wird zurückgeholt …',
  },
}
