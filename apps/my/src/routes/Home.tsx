// The screen for people who are logged in.
import { Link } from '@tanstack/react-router'
import { ChangeEmailForm } from '../features/auth/ChangeEmailForm.tsx'
import { ChangePasswordForm } from '../features/auth/ChangePasswordForm.tsx'
import { LogOutButton } from '../features/auth/LogOutButton.tsx'
import { DeleteAccountForm } from '../features/leaving/DeleteAccountForm.tsx'
import { ExportRequest } from '../features/leaving/ExportRequest.tsx'
import { Account } from '../features/users/Account.tsx'
import { LanguageForm } from '../features/users/LanguageForm.tsx'
import { Screen } from '../ui/Screen.tsx'
import { Section } from '../ui/Section.tsx'

export function Home(): React.JSX.Element {
  return (
    <Screen title="This is you">
      <Account>
        <Section title="Your language">
          <LanguageForm />
        </Section>
        <Section title="Change your address">
          <ChangeEmailForm />
        </Section>
        <Section title="Change your password">
          <ChangePasswordForm />
        </Section>
        <Section title="Your data">
          <p>
            You can have all that we hold of you in one file.{' '}
            <Link to="/export">See whether it is there</Link>
          </p>
          <ExportRequest />
        </Section>
        <Section title="Delete your account">
          <p>Nobody sees it any more, and some weeks later all of it is erased for good.</p>
          <DeleteAccountForm />
        </Section>
      </Account>
      <LogOutButton />
    </Screen>
  )
}
