// The sentences for who is not logged in, or comes from a mail, in English.
export const messages = {
  welcome: {
    title: 'Meant to be deleted',
    lead: 'A dating service has done its job when two people leave it together. We are building ours for that moment.',
    join: 'Create an account',
    privacy:
      'What you tell us stays yours: take it with you, or have it erased, whenever you want.',
  },
  signUp: {
    title: 'Create your account',
    action: 'Create account',
    busy: 'Creating your account…',
    known: 'Been here before? <link>Log in</link>',
  },
  checkMail: {
    title: 'Check your mail',
    sent: 'A mail is on its way to <strong>{email}</strong>. Your account begins with the link in it, which is good for one day.',
    again: 'Send it again',
    sentAgain: 'It is on its way again. Only the newest link works.',
    back: 'Back to the sign-up',
  },
  verifyEmail: {
    title: 'Confirm your address',
    why: 'Your account begins when you confirm that this address is yours.',
    action: 'Confirm my address',
    busy: 'Confirming…',
    done: 'Your address is confirmed.',
    newLink: 'Send a new link',
    sent: 'If a sign-up of this address waits to be confirmed, a mail is on its way.',
    known: 'Confirmed it before? <link>Log in</link>',
  },
  logIn: {
    title: 'Log in',
    busy: 'Logging in…',
    new: 'New here? <link>Create an account</link>',
    why: {
      ended: 'Your session has ended. Please log in again.',
      unheard:
        'You are logged out in this browser, but Delete could not be reached to end your session. If other people use this browser, log in and out once more when you are online.',
      passwordReset: 'Your password was changed. Log in with the new one.',
      needed: 'Log in to go on.',
    },
  },
  forgotPassword: {
    title: 'Forgot your password?',
    why: 'Tell us your address, and we send you a link to a new one.',
    action: 'Send me a link',
    done: 'If this address has an account, a mail is on its way, with a link to a new password.',
    back: 'Back to the log-in',
  },
  resetPassword: {
    title: 'Choose a new password',
    action: 'Change my password',
    busy: 'Changing it…',
    tooOld: 'Is the link too old? <link>Ask for a new one</link>',
  },
  confirmEmail: {
    title: 'Confirm the change of address',
    why: 'The address of your account changes once the old one and the new one have confirmed.',
    action: 'Yes, change it',
    busy: 'Confirming…',
    done: 'This address has confirmed. Once the other one has too, log in with the new one.',
    again: 'Change your address again',
  },
  undoEmail: {
    title: 'Undo the change of address',
    why: 'If it was not you who changed the address, somebody knows your password. This keeps the address that you have, ends every log-in and makes the password worth nothing.',
    action: 'It was not me, undo it',
    busy: 'Undoing it…',
    done: 'The account has this address, and nobody is logged in. A mail with a link to a new password is on its way to you.',
    newPassword: 'Choose a new password',
  },
  link: {
    incomplete: 'This is not the whole link. Open it from the mail once more.',
    home: 'Go to Delete',
  },
  goodbye: {
    title: 'Your account is being deleted',
    what: 'Nobody can see it any more. The mail that is on its way to you says until when you can take it back; then all of it is erased for good.',
    wish: 'If you leave because you found each other: that is what we are for.',
    restore: 'Take it back',
  },
  restore: {
    title: 'Take your account back',
    why: 'It is yours again as soon as you log in here.',
    action: 'Take my account back',
    busy: 'Taking it back…',
  },
} as const
