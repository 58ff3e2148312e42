// A mail on its way out.

export interface Mail {
  /** Names this mail for good: sent again, it is the same one to who receives it. */
  id: string
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
}
