// The sentences for everybody, in English, as ICU messages; the other languages have the same keys.
export const messages = {
  common: {
    slogan: 'The dating service meant to be deleted.',
    email: 'E-mail address',
    name: 'Name',
    password: 'Password',
    yourPassword: 'Your password',
    newPassword: 'New password',
    passwordHint: 'At least {minimum, plural, one {# character} other {# characters}}.',
    nameHint: 'What other people will see.',
    showPassword: 'Show what you type',
    tryAgain: 'Try again',
    close: 'Close',
    logIn: 'Log in',
    forgot: 'I forgot my password',
    loading: 'One moment…',
    sending: 'Sending…',
    language: 'Language',
    more: 'Show more',
    news: 'News',
  },
  failure: {
    title: 'Something went wrong',
    text: 'This is our fault, not yours, and nothing of yours is lost.',
    reload: 'Load the page again',
    unloaded: 'This part of the app could not be loaded',
    unloadedText: 'Check your connection. It goes on by itself once there is one.',
  },
  notFound: {
    title: 'Nothing is here',
    text: 'The address may be mistyped.',
    back: 'Go to the beginning',
  },
  offline: {
    title: 'Delete cannot be reached',
    text: 'Check your connection. It goes on by itself once there is one.',
  },
  connection: {
    lost: 'Delete cannot be reached. Trying again…',
  },
  errors: {
    unreachable: 'Delete cannot be reached. Check your connection and try again.',
    rateLimited: 'Too many tries. Try again {time}.',
    busy: 'Too many people are here at this moment. Nothing was changed: try again in a minute.',
    unavailable: 'Delete is not available at this moment. Try again in a minute.',
    unloaded: 'A part of this page could not be loaded. Check your connection, or reload the page.',
    internal: 'Something went wrong on our side. Try again in a minute.',
    outdated: 'This page is out of date. Reload it and try again.',
    leaving: 'This account is being deleted. Until {date} you can take it back.',
    auth: {
      invalid_credentials: 'The e-mail address or the password is wrong. Check both and try again.',
      invalid_link:
        'This link is not valid any more. It was used, replaced by a newer one, or is too old. Ask for a new one.',
      email_taken:
        'This e-mail address already has an account. Log in, or sign up with another address.',
      session_not_found: 'This device is not logged in any more.',
      unauthenticated: 'Your session has ended. Please log in again.',
    },
  },
  issues: {
    too_small: 'Must have at least {limit, plural, one {# character} other {# characters}}',
    too_big: 'Must have at most {limit, plural, one {# character} other {# characters}}',
    invalid_format: {
      email: 'Must be an e-mail address',
      regex: 'Must not contain control characters',
    },
    custom: 'Must have a visible character',
    personal: 'Must not be made of your own name or address, or of ours',
    common: 'Is one of the most common passwords; choose one that nobody else has',
    breached: 'Is known from a data breach elsewhere; choose one that nobody else has',
  },
} as const
