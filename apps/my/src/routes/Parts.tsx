// All parts that screens are made of, on one page, for whoever builds the next screen. Its own words are in English only.
import { useState } from 'react'
import { tell, tellBad } from '../toasts.ts'
import { Answer } from '../ui/Answer.tsx'
import { Button, ButtonLink } from '../ui/Button.tsx'
import { DialogButton } from '../ui/DialogButton.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Field } from '../ui/Field.tsx'
import { Form } from '../ui/Form.tsx'
import { Icon, iconNames } from '../ui/Icon.tsx'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { Leaving, Wordmark } from '../ui/Mark.tsx'
import { Done, Notice, Problem } from '../ui/Notice.tsx'
import { PasswordField } from '../ui/PasswordField.tsx'
import { Screen } from '../ui/Screen.tsx'
import { Section } from '../ui/Section.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { ThemeChoice } from '../ui/ThemeChoice.tsx'

/** Named in full, so that the build finds them. */
const COLOURS = {
  ground: 'bg-ground',
  surface: 'bg-surface',
  raised: 'bg-raised',
  ink: 'bg-ink',
  soft: 'bg-soft',
  line: 'bg-line',
  edge: 'bg-edge',
  accent: 'bg-accent',
  'accent-strong': 'bg-accent-strong',
  'on-accent': 'bg-on-accent',
  panel: 'bg-panel',
  'on-panel': 'bg-on-panel',
  apricot: 'bg-apricot',
  shared: 'bg-shared',
  second: 'bg-second',
  danger: 'bg-danger',
  'danger-soft': 'bg-danger-soft',
  'on-danger': 'bg-on-danger',
  focus: 'bg-focus',
  scrim: 'bg-scrim',
}

const SIZES = {
  '2xl': 'font-display text-2xl',
  xl: 'font-display text-xl',
  lg: 'text-lg font-semibold',
  base: 'text-base',
  sm: 'text-sm',
  xs: 'text-xs',
}

const SHAPES = {
  'radius field': 'rounded-field border border-line bg-surface',
  'radius card': 'rounded-card border border-line bg-surface',
  'radius full': 'rounded-full border border-line bg-surface',
  'shadow raised': 'rounded-card bg-raised shadow-raised',
  'focus ring': 'rounded-field outline-3 outline-offset-2 outline-focus',
  breathe: 'animate-breathe rounded-field bg-raised',
}

/** From within a part to between sections. */
const SPACES = {
  '0.375 rem': 'w-1.5',
  '0.75 rem': 'w-3',
  '1.25 rem': 'w-5',
  '1.5 rem': 'w-6',
  '2 rem': 'w-8',
}

export function Parts(): React.JSX.Element {
  return (
    <main lang="en" className="mx-auto w-full max-w-page px-5 py-10">
      <Screen title="Parts">
        <Section title="Mark, theme and language">
          <Wordmark />
          <div className="overflow-hidden rounded-card bg-panel">
            <Leaving className="-my-16 w-full" />
          </div>
          <ThemeChoice />
          <LanguageSwitch />
        </Section>
        <Section title="Colours">
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-3 text-xs">
            {Object.entries(COLOURS).map(([name, colour]) => (
              <li key={name} className="grid gap-1">
                <span className={`h-12 rounded-field border border-edge ${colour}`} />
                {name}
              </li>
            ))}
          </ul>
        </Section>
        <Section title="Space, shape, focus and motion">
          <ul className="flex flex-wrap items-end gap-5 text-xs">
            {Object.entries(SPACES).map(([name, width]) => (
              <li key={name} className="grid gap-1">
                <span className={`h-6 bg-accent ${width}`} />
                {name}
              </li>
            ))}
          </ul>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-5 text-xs">
            {Object.entries(SHAPES).map(([name, shape]) => (
              <li key={name} className="grid gap-2">
                <span className={`h-12 ${shape}`} />
                {name}
              </li>
            ))}
          </ul>
        </Section>
        <Section title="Type">
          {Object.entries(SIZES).map(([name, size]) => (
            <p key={name} className={size}>
              {name}: two people leave together
            </p>
          ))}
          <p>
            A text with <TextLink to="/parts">a link</TextLink> in it.
          </p>
        </Section>
        <Section title="Buttons">
          <div className="flex flex-wrap gap-3">
            <Button>Primary</Button>
            <Button look="quiet">Quiet</Button>
            <Button look="danger">Danger</Button>
            <Button busy="On its way…">Busy</Button>
            <ButtonLink to="/parts">A link</ButtonLink>
          </div>
        </Section>
        <Section title="Fields" text="With a hint, and with what is wrong.">
          <Field label="Name" hint="What other people will see." error={undefined} name="name" />
          <Field label="Address" error="Must be an e-mail address" defaultValue="ada" />
          <PasswordField label="Password" error={undefined} defaultValue="correct horse" />
        </Section>
        <Section
          title="Form"
          text="With what is wrong with none of its fields; done when it is sent."
        >
          <FormPart />
        </Section>
        <Section title="Notices">
          <Notice>It is on its way.</Notice>
          <Problem>Too many tries. Try again in 12 minutes.</Problem>
          <Skeleton lines={2} />
          <Answer query={{ data: undefined, error: new Error('never sent') }} lines={2}>
            {() => undefined}
          </Answer>
          <Empty icon="device" text="Nothing is here yet.">
            <Button look="quiet">Do something about it</Button>
          </Empty>
        </Section>
        <Section title="Dialog and news">
          <div className="flex flex-wrap gap-3">
            <DialogButton
              action="Open a dialog"
              look="quiet"
              title="Is this meant?"
              text="It can be closed by Escape, by its button and by a click beside it."
            >
              {(close) => <Button onClick={close}>It is</Button>}
            </DialogButton>
            <Button look="quiet" onClick={() => tell('Your name is changed.')}>
              Tell good news
            </Button>
            <Button look="quiet" onClick={() => tellBad('Delete cannot be reached.')}>
              Tell bad news
            </Button>
          </div>
        </Section>
        <Section title="Icons">
          <ul className="flex flex-wrap gap-5 text-xs">
            {iconNames.map((name) => (
              <li key={name} className="grid justify-items-center gap-1">
                <Icon name={name} />
                {name}
              </li>
            ))}
          </ul>
        </Section>
      </Screen>
    </main>
  )
}

function FormPart(): React.JSX.Element {
  const [isSent, setSent] = useState(false)
  if (isSent) return <Done>It is sent.</Done>
  return (
    <Form
      action="Send"
      busy="Sending…"
      isSending={false}
      problem="Delete cannot be reached. Try again."
      submit={(event) => {
        event.preventDefault()
        setSent(true)
      }}
    >
      <Field label="Nickname" error={undefined} />
    </Form>
  )
}
