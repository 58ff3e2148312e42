// The screen for taking along what is held of a member, and for leaving.
import { useTranslations } from 'use-intl/react'
import { DeleteAccount } from '../../features/leaving/DeleteAccount.tsx'
import { ExportRequest } from '../../features/leaving/ExportRequest.tsx'
import { Screen } from '../../ui/Screen.tsx'
import { Section } from '../../ui/Section.tsx'
import { TextLink } from '../../ui/TextLink.tsx'

export function Data(): React.JSX.Element {
  const t = useTranslations('account.data')
  return (
    <Screen title={t('title')}>
      <Section
        title={t('exportTitle')}
        text={t.rich('exportText', { link: (words) => <TextLink to="/export">{words}</TextLink> })}
      >
        <ExportRequest />
      </Section>
      <Section title={t('deleteTitle')} text={t('deleteText')}>
        <DeleteAccount />
      </Section>
    </Screen>
  )
}
