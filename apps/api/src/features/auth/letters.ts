// What auth writes to people.
import type { Template } from '../../kernel/mail/letter.ts'

interface Link {
  url: string
}

const url = 'https://my.trydelete.app/example#Zm9yIG9uZSB1c2UsIGZvciBhIHNob3J0IHRpbWUhISE'

/** It has no name in it: anybody may sign up with any address and any name. */
export const verify: Template<Link> = {
  example: { url },
  write: {
    en: ({ url }) => ({
      subject: 'Confirm your address',
      paragraphs: [
        'Somebody, we hope it was you, signed up for Delete with this address. Confirm it, and your account begins.',
      ],
      actions: [{ label: 'Confirm my address', url }],
      note: 'The link is good for one day. If you signed up more than once, only the newest link works. If it was not you, do nothing: there will be no account.',
    }),
    de: ({ url }) => ({
      subject: 'Bestätige deine Adresse',
      paragraphs: [
        'Jemand, hoffentlich du, hat sich mit dieser Adresse bei Delete angemeldet. Bestätige sie, und dein Konto beginnt.',
      ],
      actions: [{ label: 'Adresse bestätigen', url }],
      note: 'Der Link gilt einen Tag. Hast du dich mehrmals angemeldet, gilt nur der neueste. Warst du es nicht, tu nichts: Es entsteht kein Konto.',
    }),
  },
}

export const alreadyMember: Template<{ name: string; logInUrl: string; forgotUrl: string }> = {
  example: { name: 'Ada', logInUrl: url, forgotUrl: url },
  write: {
    en: ({ name, logInUrl, forgotUrl }) => ({
      subject: 'You already have an account',
      paragraphs: [
        `Hello ${name},`,
        'Somebody, perhaps you, tried to sign up with this address, or to change theirs to it. It has an account already: yours. Nothing about it was changed.',
      ],
      actions: [
        { label: 'Log in', url: logInUrl },
        { label: 'I forgot my password', url: forgotUrl },
      ],
      note: 'If it was not you, you need not do anything. Whoever it was has not been told that you have an account.',
    }),
    de: ({ name, logInUrl, forgotUrl }) => ({
      subject: 'Du hast schon ein Konto',
      paragraphs: [
        `Hallo ${name},`,
        'jemand, vielleicht du, wollte sich mit dieser Adresse anmelden oder zu ihr wechseln. Sie hat schon ein Konto: deins. Daran wurde nichts geändert.',
      ],
      actions: [
        { label: 'Einloggen', url: logInUrl },
        { label: 'Passwort vergessen', url: forgotUrl },
      ],
      note: 'Warst du es nicht, brauchst du nichts zu tun. Wer es auch war, hat nicht erfahren, dass du ein Konto hast.',
    }),
  },
}

export const reset: Template<Link> = {
  example: { url },
  write: {
    en: ({ url }) => ({
      subject: 'Choose a new password',
      paragraphs: [
        'Somebody, we hope it was you, asked for a new password for the account of this address.',
      ],
      actions: [{ label: 'Choose a new password', url }],
      note: 'The link is good for one hour, and only the newest one works. If it was not you, do nothing: your password stays as it is.',
    }),
    de: ({ url }) => ({
      subject: 'Wähle ein neues Passwort',
      paragraphs: [
        'Jemand, hoffentlich du, hat ein neues Passwort für das Konto dieser Adresse angefordert.',
      ],
      actions: [{ label: 'Neues Passwort wählen', url }],
      note: 'Der Link gilt eine Stunde, und nur der neueste. Warst du es nicht, tu nichts: Dein Passwort bleibt, wie es ist.',
    }),
  },
}

export const passwordChanged: Template<{ name: string; forgotUrl: string }> = {
  example: { name: 'Ada', forgotUrl: url },
  write: {
    en: ({ name, forgotUrl }) => ({
      subject: 'Your password was changed',
      paragraphs: [
        `Hello ${name},`,
        'The password of your account has just been changed. Wherever else you were logged in, you are not any more.',
      ],
      actions: [{ label: 'It was not me', url: forgotUrl }],
      note: 'If it was you, there is nothing to do. If not, choose a new password at once.',
    }),
    de: ({ name, forgotUrl }) => ({
      subject: 'Dein Passwort wurde geändert',
      paragraphs: [
        `Hallo ${name},`,
        'das Passwort deines Kontos wurde soeben geändert. Überall sonst, wo du eingeloggt warst, bist du es nicht mehr.',
      ],
      actions: [{ label: 'Das war ich nicht', url: forgotUrl }],
      note: 'Warst du es, gibt es nichts zu tun. Wenn nicht, wähle sofort ein neues Passwort.',
    }),
  },
}

/** To the address that is to come. It has no name in it: anybody may name any address. */
export const confirmNewEmail: Template<Link> = {
  example: { url },
  write: {
    en: ({ url }) => ({
      subject: 'Confirm your new address',
      paragraphs: [
        'A member of Delete, we hope it was you, wants to use this address from now on.',
      ],
      actions: [{ label: 'Use this address', url }],
      note: 'The link is good for one day. The old address has to confirm too. If it was not you, do nothing.',
    }),
    de: ({ url }) => ({
      subject: 'Bestätige deine neue Adresse',
      paragraphs: [
        'Ein Mitglied von Delete, hoffentlich du, möchte von jetzt an diese Adresse benutzen.',
      ],
      actions: [{ label: 'Diese Adresse benutzen', url }],
      note: 'Der Link gilt einen Tag. Auch die alte Adresse muss bestätigen. Warst du es nicht, tu nichts.',
    }),
  },
}

interface Change {
  name: string
  newEmail: string
}

export const confirmOldEmail: Template<Change & { confirmUrl: string; undoUrl: string }> = {
  example: { name: 'Ada', newEmail: 'ada@example.org', confirmUrl: url, undoUrl: url },
  write: {
    en: ({ name, newEmail, confirmUrl, undoUrl }) => ({
      subject: 'Do you want to change your address?',
      paragraphs: [
        `Hello ${name},`,
        `Your account is to have the address ${newEmail} from now on. It will, once you confirm it here and there.`,
      ],
      actions: [
        { label: 'Yes, change it', url: confirmUrl },
        { label: 'It was not me', url: undoUrl },
      ],
      note: 'The first link is good for one day. The second one calls the change off, ends every log-in and has you choose a new password: somebody knows yours.',
    }),
    de: ({ name, newEmail, confirmUrl, undoUrl }) => ({
      subject: 'Möchtest du deine Adresse ändern?',
      paragraphs: [
        `Hallo ${name},`,
        `dein Konto soll von jetzt an die Adresse ${newEmail} haben. So kommt es, wenn du es hier und dort bestätigst.`,
      ],
      actions: [
        { label: 'Ja, ändern', url: confirmUrl },
        { label: 'Das war ich nicht', url: undoUrl },
      ],
      note: 'Der erste Link gilt einen Tag. Der zweite sagt die Änderung ab, beendet jede Sitzung und lässt dich ein neues Passwort wählen: Jemand kennt deins.',
    }),
  },
}

/** To the address that was. */
export const emailChanged: Template<Change & { undoUrl: string }> = {
  example: { name: 'Ada', newEmail: 'ada@example.org', undoUrl: url },
  write: {
    en: ({ name, newEmail, undoUrl }) => ({
      subject: 'Your address was changed',
      paragraphs: [
        `Hello ${name},`,
        `Your account has the address ${newEmail} now, and mails go there.`,
      ],
      actions: [{ label: 'It was not me, undo it', url: undoUrl }],
      note: 'For 48 hours this link gives the account back to this address, ends every log-in and has you choose a new password.',
    }),
    de: ({ name, newEmail, undoUrl }) => ({
      subject: 'Deine Adresse wurde geändert',
      paragraphs: [
        `Hallo ${name},`,
        `dein Konto hat jetzt die Adresse ${newEmail}, und Mails gehen dorthin.`,
      ],
      actions: [{ label: 'Das war ich nicht, rückgängig machen', url: undoUrl }],
      note: '48 Stunden lang gibt dieser Link das Konto an diese Adresse zurück, beendet jede Sitzung und lässt dich ein neues Passwort wählen.',
    }),
  },
}
